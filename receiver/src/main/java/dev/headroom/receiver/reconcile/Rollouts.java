package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.hook.FencedHooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Journal;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.rollout.RolloutRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The rollouts in flight: each goes on in its service's lane, and some give way to what is wanted meanwhile. */
final class Rollouts {

    private static final Duration LANE_PATIENCE = Duration.ofSeconds(2);

    private final Supplier<ScalingPolicy> policy;
    private final Situations situations;
    private final Lanes lanes;
    private final RolloutRunner runner;
    private final Map<String, Terms> terms = new ConcurrentHashMap<>();
    private final Map<String, ServicePolicy> leaving = new ConcurrentHashMap<>();

    Rollouts(Supplier<ScalingPolicy> policy, Ports ports, Situations situations, Lanes lanes, Journal journal) {
        this.policy = policy;
        this.situations = situations;
        this.lanes = lanes;
        this.runner = new RolloutRunner(
                new RolloutRunner.World(
                        ports.target(),
                        new FencedHooks(ports.hooks(), ports.store()::leads),
                        situations,
                        ports.store()::leads,
                        situations::entered),
                journal,
                ports.clock());
    }

    /** By service. */
    Map<String, Rollout> inFlight() {
        return situations.rollouts();
    }

    /** What the service's rollout waits for; empty where nothing is to be told. */
    Optional<String> waitsFor(String service) {
        return runner.waitsFor(service);
    }

    /** Only looks, in every lane, where another process leads. */
    void look() {
        lanes.run(policy.get().services().values(), service -> {}, LANE_PATIENCE);
    }

    void carryOn() {
        List<ServicePolicy> all = new ArrayList<>(policy.get().services().values());
        leaving.values().removeIf(gone -> policy.get().service(gone.name()) != null || !runner.owes(gone.name()));
        all.addAll(leaving.values());
        situations.readPast();
        Set<String> frozen = situations.frozen();
        lanes.run(all, service -> carryOn(service, frozen.contains(service.name())), LANE_PATIENCE);
    }

    /** Another process led meanwhile. */
    void beginAnew() {
        runner.beginAnew();
    }

    /** In the service's lane, where alone its rollout moves: what is read here is the present phase. */
    private void carryOn(ServicePolicy present, boolean frozen) {
        if (!frozen && !present.isFrozen()) {
            runner.removeStrays(present);
        }
        Optional<Rollout> inFlight = situations.rollout(present.name());
        ServicePolicy service = terms(inFlight, present);
        runner.release(inFlight, service);
        inFlight.map(rollout -> runner.advance(rollout, service))
                .ifPresent(moved -> runner.release(
                        Optional.of(moved).filter(rollout -> !rollout.phase().ended()), service));
    }

    /** A rollout in flight keeps what it was first seen under, whatever the policy says meanwhile. */
    private ServicePolicy terms(Optional<Rollout> inFlight, ServicePolicy present) {
        Terms kept = terms.compute(
                present.name(),
                (service, before) -> inFlight.map(rollout -> before != null
                                        && before.action()
                                                .equals(rollout.action().id())
                                ? before
                                : new Terms(rollout.action().id(), present))
                        .orElse(null));
        return kept == null ? present : kept.service();
    }

    /** The policy of a service under which an action goes on. */
    private record Terms(String action, ServicePolicy service) {}

    /**
     * What was being done to a service that the policy does not name any more is nobody's to go on with; but who was drained
     * for it is told.
     */
    void letGoOfRemoved() {
        for (Rollout rollout : inFlight().values()) {
            if (policy.get().service(rollout.service()) == null) {
                runner.letGo(rollout, "the policy does not name the service any more; no further step is taken");
                Optional.ofNullable(terms.get(rollout.service()))
                        .ifPresent(known -> leaving.put(rollout.service(), known.service()));
            }
        }
    }

    /** Those that bring back what was lost, and may be interrupted. */
    Repairs repairs() {
        return new Repairs(inFlight().values().stream()
                .filter(rollout -> rollout.repairs() && lanes.free(rollout.service()))
                .toList());
    }

    /** The one that a person's order for the service ends: a repair, or a down that has stopped nothing yet. */
    Optional<Rollout> yielding(String service) {
        return situations
                .rollout(service)
                .filter(rollout -> lanes.free(service))
                .filter(rollout -> rollout.repairs() || untouchedDown(rollout));
    }

    private static boolean untouchedDown(Rollout rollout) {
        return rollout.phase().untouched() && rollout.action().direction() == Direction.DOWN;
    }

    void cancel(Rollout rollout, String why) {
        runner.cancel(rollout, why);
    }
}
