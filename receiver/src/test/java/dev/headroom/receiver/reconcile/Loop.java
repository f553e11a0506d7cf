package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.wire.LabelHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The real loop with a clock of its own, a store in memory and replicas of its own, beside a Prometheus and an Alertmanager
 * that are played: an evaluation every 5 s, a poll every 15 s, a compaction every 10 m, and a Watchdog that is sent again every
 * 75 s.
 */
final class Loop implements AutoCloseable {

    static final Instant BEGINS = Instant.parse("2026-11-24T12:00:00Z");
    static final Duration BLIND_AFTER = Duration.ofMinutes(5);
    private static final int STEP = 5;
    private static final int POLL = 15;
    private static final int RESEND = 75;
    private static final Duration COMPACT = Duration.ofMinutes(10);
    private static final Duration HISTORY = Duration.ofDays(30);
    private static final Duration RESOLVED_AFTER = Duration.ofMinutes(4);

    private static final Alert WATCHDOG = alert(Map.of("alertname", "Watchdog"), BEGINS);
    static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), null);
    final Store store;
    final Fleet fleet = new Fleet();
    final Bystander bystander = new Bystander();
    final List<Explanation> decided = new ArrayList<>();
    final List<Action> started = new ArrayList<>();
    private final Map<String, Alert> firing = new LinkedHashMap<>();
    private final Map<String, Alert> past = new HashMap<>();
    private final Map<String, Alert> listed = new LinkedHashMap<>();
    private ScalingPolicy policy;
    private Instant wall;
    private Duration elapsed = Duration.ofDays(3);
    private Duration prometheusSent = elapsed;
    private boolean led;
    private int told;
    private Duration polled = Duration.ZERO;
    private Process process;
    private long term;
    private Duration compacted = elapsed;

    boolean prometheus = true;
    boolean alertmanager = true;

    /** Whether there is such a rule, and a route for it. */
    boolean watchdog = true;

    /** Whether webhooks arrive. */
    boolean webhooks = true;

    /** An Alertmanager that has just started does not know all yet. */
    boolean complete = true;

    /** Whether a GPU has room for another replica. */
    boolean room = true;

    private Loop(ScalingPolicy policy, Store store, Instant wall) {
        this.policy = policy;
        this.store = store;
        this.wall = wall;
        fleet.inFlight = service -> store.rollouts().stream()
                .map(rollout -> rollout.action())
                .filter(action -> action.service().equals(service))
                .findFirst()
                .orElseThrow();
        policy.services()
                .values()
                .forEach(service -> fleet.set(service.name(), service.replicas().min()));
        start();
    }

    static Loop of(String policy) {
        return of(read(policy));
    }

    static Loop of(ScalingPolicy policy) {
        return over(policy, new InMemoryStore(LIFECYCLE), BEGINS);
    }

    /** Goes on where a store was left. */
    static Loop over(ScalingPolicy policy, Store store, Instant wall) {
        return new Loop(policy, store, wall);
    }

    static ScalingPolicy read(String policy) {
        try {
            Path file = Files.createTempFile("policy", ".yml");
            try {
                return PolicyFile.read(Files.writeString(file, policy));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that leads, or led: what it knows is gone with it. */
    private record Process(Witness witness, Reconciler reconciler, Fleet.Hand hand) {}

    /** As a process that has just started knows it. */
    void restart() {
        process.reconciler().close();
        start();
    }

    /** Another process leads from now on, and begins as one that has just started; the one before may be in the middle. */
    void takeOver() {
        start();
    }

    void restart(ScalingPolicy changed) {
        policy = changed;
        restart();
    }

    private void start() {
        bystander.beginsAnew(elapsed);
        led = store.leads();
        long mine = ++term;
        Store own = Terms.over(store, () -> term == mine);
        Fleet.Hand hand = fleet.hand(new Fence(own::leads, () -> mine));
        Witness witness = new Witness(new Witness.Terms(BLIND_AFTER, Watchdog.named("Watchdog"), true), now());
        Reconciler reconciler = new Reconciler(
                policy,
                LIFECYCLE,
                new Ports(own, hand, hand, (now, loading) -> gate(), this::now, Duration.ofMinutes(1)).inOneThread(),
                witness,
                new Outcomes() {
                    @Override
                    public void decided(Explanation explanation) {
                        decided.add(explanation);
                    }

                    @Override
                    public void started(Action action, Duration sinceAlert) {
                        started.add(action);
                    }
                });
        process = new Process(witness, reconciler, hand);
    }

    private VramGate gate() {
        return room ? VramGate.unchecked() : wish -> new VramGate.Room(false, "no GPU has room", List.of());
    }

    Moment now() {
        return new Moment(wall, elapsed);
    }

    ScalingPolicy policy() {
        return policy;
    }

    /** Passes time: everybody does what is due. */
    Loop pass(Duration time) {
        return pass(time, STEP);
    }

    /** The same with an evaluation every so many seconds. */
    Loop pass(Duration time, int step) {
        for (long second = 0; second < time.toSeconds(); second += step) {
            wall = wall.plusSeconds(step);
            elapsed = elapsed.plusSeconds(step);
            fleet.now = now().wall();
            play();
            takeTheLead();
            evaluate(process);
            compact();
        }
        return this;
    }

    /** One that was paused meanwhile is refused what it would write, and forgotten. */
    private void evaluate(Process acting) {
        try {
            acting.reconciler().evaluate();
        } catch (StoreException e) {
            if (acting == process) {
                throw e;
            }
        }
        if (acting != process) {
            acting.reconciler().close();
        }
    }

    private void compact() {
        if (store.leads() && elapsed.minus(compacted).compareTo(COMPACT) >= 0) {
            compacted = elapsed;
            process.reconciler().compact(HISTORY);
        }
    }

    Loop pass(int seconds) {
        return pass(Duration.ofSeconds(seconds));
    }

    private void takeTheLead() {
        if (store.leads() && !led) {
            bystander.beginsAnew(elapsed);
        }
        led = store.leads();
    }

    private void play() {
        if (prometheus && elapsed.minus(prometheusSent).toSeconds() >= RESEND) {
            prometheusSent = elapsed;
            told++;
        }
        boolean dead = elapsed.minus(prometheusSent).compareTo(RESOLVED_AFTER) > 0;
        if (prometheus) {
            listed.clear();
            listed.putAll(firing);
        } else if (dead) {
            List.copyOf(listed.values()).forEach(this::tellEnd);
            listed.clear();
        }
        if (alertmanager && elapsed.minus(polled).toSeconds() >= POLL) {
            polled = elapsed;
            poll(dead);
        }
    }

    private void poll(boolean dead) {
        store.reconcile(List.copyOf(listed.values()), complete, now(), now());
        boolean there = watchdog && !dead;
        if (complete) {
            process.witness().polled(there ? Map.of(WATCHDOG, "told " + told) : Map.of(), now());
        }
        Map<String, Integer> counts = new HashMap<>();
        listed.forEach((name, alert) -> counts.put(name, count(alert)));
        bystander.polled(counts, complete, there ? "told " + told : null, elapsed);
    }

    /** Time passes, and no evaluation comes about. */
    Loop skip(int seconds) {
        wall = wall.plusSeconds(seconds);
        elapsed = elapsed.plusSeconds(seconds);
        return this;
    }

    /** The wall clock is set; no time passes. */
    Loop jump(Duration by) {
        bystander.clockWasSet();
        wall = wall.plus(by);
        return this;
    }

    Loop fire(String... names) {
        for (String name : names) {
            Map<String, String> labels = new HashMap<>();
            for (String label : ("alertname=" + name).split(" ")) {
                labels.put(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1));
            }
            fire(labels, Map.of());
        }
        return this;
    }

    Loop fireTo(String name, int replicas) {
        String[] words = name.split(" ");
        return fire(
                Map.of("alertname", words[0], "service", words[1], "trigger", words[2], "scale", "to"),
                Map.of("replicas", String.valueOf(replicas)));
    }

    private Loop fire(Map<String, String> labels, Map<String, String> annotations) {
        Alert alert = new Alert(new Fingerprint(LabelHash.of(labels)), labels, annotations, wall);
        firing.put(alert.name(), alert);
        past.put(alert.name(), alert);
        if (prometheus && alertmanager) {
            listed.put(alert.name(), alert);
            tell(AlertUpdate.firing(alert));
        }
        return this;
    }

    Loop resolve(String name) {
        Alert alert = firing.remove(name);
        if (alert != null && prometheus && alertmanager && listed.remove(name) != null) {
            tell(AlertUpdate.resolved(alert, wall));
        }
        return this;
    }

    /** A webhook that told of its firing comes once more, late. */
    Loop replay(String name) {
        Alert old = past.get(name);
        if (old != null && alertmanager) {
            tell(AlertUpdate.firing(old));
        }
        return this;
    }

    /** From now on Alertmanager's list lacks it, and no webhook tells of it; it fires on. */
    Loop silence(String name) {
        firing.remove(name);
        return this;
    }

    boolean fires(String name) {
        return firing.containsKey(name);
    }

    private void tellEnd(Alert alert) {
        if (alertmanager) {
            tell(AlertUpdate.resolved(alert, wall));
        }
    }

    private void tell(AlertUpdate update) {
        if (!webhooks) {
            return;
        }
        String name = update.alert().name();
        if (update.status() == AlertUpdate.Status.FIRING) {
            bystander.webhookFires(name, count(update.alert()), elapsed);
        } else {
            bystander.webhookEnds(name, elapsed);
        }
        store.receive(List.of(update), now());
        process.witness().webhook(List.of(update), now()).run();
    }

    private static int count(Alert alert) {
        return Integer.parseInt(alert.annotations().getOrDefault("replicas", "0"));
    }

    /** A webhook of which nothing could be taken. */
    void refusedWebhook() {
        process.witness().webhook(List.of(), now()).run();
    }

    void order(ManualOverride.Kind kind, String service, int replicas, Duration standing) {
        orders().put(new ManualOverride(service, kind, replicas, "ana", "a try", wall.plus(standing)), true);
    }

    void release(String service) {
        orders().release(service, "ana", "");
    }

    RecordedOrders orders() {
        return new RecordedOrders(store, process.reconciler(), this::wall, () -> {});
    }

    private Instant wall() {
        return wall;
    }

    /** Another one leads, or this one again. */
    void lead(boolean leads) {
        ((InMemoryStore) store).lead(leads);
    }

    Explanation explanation(String service) {
        return process.reconciler().explanation(service).orElseThrow();
    }

    Reconciler reconciler() {
        return process.reconciler();
    }

    /** Replicas that a process whose term was over has started, and that are still there. */
    long astray(String service) {
        return process.hand().astray(service);
    }

    int replicas(String service) {
        return fleet.count(service);
    }

    Optional<Integer> shown(String service) {
        return new Statuses(process.reconciler())
                .all().stream()
                        .filter(status -> status.service().name().equals(service))
                        .map(status -> Optional.ofNullable(status.desired()))
                        .findFirst()
                        .orElseThrow();
    }

    private static Alert alert(Map<String, String> labels, Instant startsAt) {
        return new Alert(new Fingerprint(LabelHash.of(labels)), labels, Map.of(), startsAt);
    }

    @Override
    public void close() {
        process.reconciler().close();
    }
}
