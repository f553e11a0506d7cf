package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.gpu.GpuReading;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.MeasuredGate;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.standby.StandbyHooks;
import dev.headroom.receiver.standby.StandbyTarget;
import dev.headroom.receiver.standby.Ward;
import dev.headroom.receiver.standby.Ward.Box;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The real loop over one GPU that the replicas of two services share, with a clock of its own, a store in memory, and servers that
 * sleep and wake. Whoever is awake holds its whole memory. A router sends requests to whom it was not told to leave alone.
 */
final class SharedGpu implements AutoCloseable {
    static final double EACH = 10;
    private static final int BEDS = 2;
    private static final double LEFT_BY_A_SLEEPER = 0.5;
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofHours(7), null);

    final Ward ward;
    final Store store = new InMemoryStore(LIFECYCLE);

    /** By name, those that take no new work. */
    final Set<String> drained = new HashSet<>();

    /** By service, how urgently it asks for more. */
    private final Map<String, String> wanted = new HashMap<>();

    /** Whether the router does not answer. */
    boolean deaf;

    /** What happens as soon as it is written down that a rollout moved. */
    Consumer<Rollout> moved = rollout -> {};

    /** Whether no time passes within an evaluation, so that what servers told in it is remembered. */
    boolean remembers;

    private long asked;

    /** Whether whoever is started is loaded at once. */
    boolean ready;

    /** GPUs of these sizes, in GiB. */
    private final int[] totals;

    private final ScalingPolicy policy;
    private Instant now = Rack.NOW;
    private long term;
    private Reconciler reconciler;
    private Witness witness;

    /** What is told of a rule that was broken. */
    final Consumer<String> broken;

    SharedGpu(String policy, Consumer<String> broken, int... totals) {
        this.policy = Loop.read(policy);
        this.totals = totals;
        this.ward = new Ward(new Fence(() -> true));
        this.broken = what -> broken.accept(what + ", after " + ward.effects);
        this.ward.at = this::watch;
        start();
    }

    /** Memory is asked for only where it is, and nobody at work is put to sleep. */
    private void watch(String effect, Box box) {
        boolean takes = effect.equals("wake") || effect.equals("start");
        double left = free(box.gpu) - (effect.equals("wake") ? EACH - LEFT_BY_A_SLEEPER : EACH);
        if (takes && left < 0) {
            broken.accept("%s %s with %.1f GiB free on %s, %s"
                    .formatted(effect, box.name(), free(box.gpu), box.gpu, store.rollout(box.service)));
        }
        if (effect.equals("start")) {
            drained.remove(box.name());
        }
        if (effect.equals("sleep") && box.requests > 0) {
            broken.accept("%s was put to sleep at work".formatted(box.name()));
        }
        if (effect.equals("sleep") && asleep(box.service) >= BEDS) {
            broken.accept("%s was put to sleep beside %d".formatted(box.name(), asleep(box.service)));
        }
        if (effect.equals("sleep") && !drained.contains(box.name())) {
            broken.accept("%s was put to sleep while the router sends it work, %s"
                    .formatted(box.name(), store.rollout(box.service)));
        }
    }

    double free(String gpu) {
        int index = Integer.parseInt(gpu.substring(gpu.indexOf('-') + 1));
        return totals[index]
                - ward.boxes.stream()
                        .filter(box -> box.gpu.equals(gpu) && !box.ended)
                        .mapToDouble(box -> box.asleep ? LEFT_BY_A_SLEEPER : EACH)
                        .sum();
    }

    /** As a process that has just started knows it. */
    void start() {
        long mine = ++term;
        Store own = Terms.over(store, () -> term == mine);
        StandbyTarget target = new StandbyTarget(
                ward,
                ward,
                new Fence(own::leads),
                new SleepMemory(own),
                (service, level, took) -> {},
                () -> remembers ? Duration.between(Rack.NOW, now).toNanos() : ++asked * 1_000_000_000L,
                Runnable::run);
        witness = new Witness(new Witness.Terms(Duration.ofHours(9), Watchdog.none(), false), Moment.steady(now));
        reconciler = new Reconciler(
                policy,
                LIFECYCLE,
                new Ports(
                                own,
                                target,
                                new StandbyHooks(new Router(), ward),
                                new Watch(),
                                Timepiece.steady(() -> now),
                                Duration.ofMinutes(1))
                        .inOneThread(),
                witness,
                new Outcomes() {
                    @Override
                    public void started(Action action, Duration sinceAlert) {
                        if (action.source().kind() == Source.Kind.YIELD) {
                            yields(action);
                        }
                    }

                    @Override
                    public void moved(Rollout before, Rollout after) {
                        moved.accept(after);
                    }
                });
    }

    /** Nobody sleeps for one that does not ask, or that asks less urgently than itself. */
    private void yields(Action action) {
        String asks = wanted.get(action.source().name().replaceFirst("yield:", ""));
        String own = wanted.getOrDefault(action.service(), "none");
        if (asks == null || asks.compareTo(own) > 0) {
            broken.accept("%s (%s) sleeps for one that asks by %s: %s".formatted(action.service(), own, asks, action));
        }
    }

    void pass(int seconds) {
        for (int second = 0; second < seconds; second += 5) {
            if (ready) {
                ward.boxes.forEach(box -> box.state = ReplicaState.READY);
            }
            now = now.plusSeconds(5);
            witness.polled(Map.of(), Moment.steady(now));
            evaluate(reconciler);
        }
    }

    /** One that was paused while another took the lead is refused what it would write. */
    private void evaluate(Reconciler acting) {
        try {
            acting.evaluate();
        } catch (StoreException e) {
            if (acting == reconciler) {
                throw e;
            }
        }
    }

    void freeze(String service, Duration length) {
        store.put(
                new ManualOverride(service, ManualOverride.Kind.FREEZE, 0, "ana", "a look inside", now.plus(length)),
                Explanation.order(service, now, 0, now.plus(length), "ana freezes it"));
    }

    void fires(String service, String scale) {
        fires(service, scale, "P2");
    }

    void fires(String service, String scale, String priority) {
        if (scale.equals("up")) {
            wanted.put(service, priority);
        }
        store.receive(List.of(AlertUpdate.firing(alert(service, scale, priority))), Moment.steady(now));
    }

    void ends(String service, String scale) {
        if (scale.equals("up")) {
            wanted.remove(service);
        }
        store.receive(List.of(AlertUpdate.resolved(alert(service, scale, "P2"), now)), Moment.steady(now));
    }

    private Alert alert(String service, String scale, String priority) {
        return new Alert(
                new Fingerprint("%016x".formatted((service + scale).hashCode())),
                Map.of(
                        "alertname", service + "-" + scale,
                        "service", service,
                        "trigger", "queue",
                        "scale", scale,
                        "priority", priority),
                Map.of(),
                now);
    }

    Reconciler reconciler() {
        return reconciler;
    }

    long awake(String service) {
        return ward.boxes.stream()
                .filter(box -> box.service.equals(service) && !box.asleep && !box.ended)
                .count();
    }

    long asleep(String service) {
        return ward.boxes.stream()
                .filter(box -> box.service.equals(service) && box.asleep && !box.ended)
                .count();
    }

    @Override
    public void close() {
        reconciler.close();
    }

    /** Sends work to whom it was told to, and was not told to leave alone. */
    private final class Router implements Hooks {
        @Override
        public boolean has(String service, Hook hook) {
            return hook == Hook.DRAIN || hook == Hook.ROUTE;
        }

        @Override
        public int activeTasks(String service, Replica replica) {
            throw new IllegalStateException("the server tells that");
        }

        @Override
        public void call(String service, Hook hook, Replica replica) throws HookException {
            if (deaf) {
                throw new HookException("the router is silent");
            }
            if (hook == Hook.DRAIN) {
                drained.add(replica.name());
            } else {
                drained.remove(replica.name());
            }
        }
    }

    /** A gate over what is free by now. */
    private final class Watch implements VramWatch {
        @Override
        public VramGate gate(Instant at, List<Seat> loading) {
            Rack rack = Rack.of(totals);
            for (int i = 0; i < totals.length; i++) {
                rack.free(i, Math.max(0, free(Rack.uuid(i))));
            }
            MeasuredGate.Facts facts = new MeasuredGate.Facts(at, Duration.ofSeconds(30), false, Map.of());
            GpuSnapshot fresh = new GpuSnapshot(at, rack.snapshot().gpus(), List.of());
            return new MeasuredGate(new GpuReading(fresh, ""), facts, Seat.onGpus(loading), null);
        }
    }
}
