package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.Cooldowns;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ServiceState;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.ReplicaState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The read side of the loop: what is true of every service now. */
public final class Statuses {

    private final Reconciler reconciler;

    public Statuses(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    /** One status a service, in the policy's order. */
    public List<ServiceStatus> all() {
        Situation situation = reconciler.situation();
        Map<String, Rollout> rollouts = reconciler.rollouts();
        return policy().services().values().stream()
                .map(service -> status(service, situation, rollouts))
                .toList();
    }

    /** The services that the policy places on each of these GPUs while they have as many replicas as were seen. */
    public Map<Integer, List<String>> placed(Collection<Integer> gpus) {
        return gpus.stream()
                .distinct()
                .collect(Collectors.toMap(
                        gpu -> gpu,
                        gpu -> policy().services().values().stream()
                                .filter(service -> reconciler
                                        .observation(service.name())
                                        .filter(seen -> service.gpu().uses(seen.desired(), gpu))
                                        .isPresent())
                                .map(ServicePolicy::name)
                                .toList()));
    }

    /** The latest judgement of a service; empty before the first. */
    public Optional<Explanation> explanation(String service) {
        return reconciler.explanation(service);
    }

    /** Since when the latest judgements of a service say the same; empty before the first. */
    public Optional<Instant> since(String service) {
        return reconciler.judgements().since(service);
    }

    /** What a replica of the service costs an hour; empty where the policy does not say. */
    public Optional<Cost> cost(String service) {
        return Optional.ofNullable(policy().service(service)).map(ServicePolicy::costPerReplicaHour);
    }

    public Evidence evidence() {
        return reconciler.evidence();
    }

    /** The services whose count the target does not tell, each with the reason. */
    public Map<String, String> unknown() {
        return reconciler.lanes().unknown(policy().services().keySet());
    }

    /** Whether some count is not known yet and will be in a moment, as after a start. */
    public boolean awaitsFirstLook() {
        return policy().services().keySet().stream().anyMatch(reconciler.lanes()::awaitsFirstLook);
    }

    public boolean leads() {
        return reconciler.leads();
    }

    /** The policy in force. */
    public ScalingPolicy policy() {
        return reconciler.policy();
    }

    private ServiceStatus status(ServicePolicy service, Situation situation, Map<String, Rollout> rollouts) {
        Optional<ServiceState> state = Optional.ofNullable(situation.services().get(service.name()));
        return new ServiceStatus(
                service,
                state.map(ServiceState::desired).orElse(null),
                reconciler.observation(service.name()).map(Observation::ready).orElse(null),
                state.map(seen -> wanted(seen, rollouts.get(service.name()))).orElse(null),
                policy().floor(service, situation.now().wall()),
                rollouts.get(service.name()),
                reconciler.waitsFor(service.name()).orElse(""),
                state.map(ServiceState::order).orElse(null),
                Cooldowns.running(policy(), service, situation.ledger(), situation.now()),
                situation.firing().of(service.name()).stream()
                        .map(Alert::name)
                        .distinct()
                        .toList(),
                vramOpen(service, situation),
                situation.trials().doubts(service.name()),
                reconciler
                        .observation(service.name())
                        .map(seen -> sleepers(service, seen, rollouts.get(service.name())))
                        .orElse(null));
    }

    private @Nullable Sleepers sleepers(ServicePolicy service, Observation seen, @Nullable Rollout rollout) {
        int asleep = seen.asleep().size();
        Standby standby = service.standby();
        if (standby == null && asleep == 0) {
            return null;
        }
        Map<String, Instant> since = new SleptSince(reconciler.store()).of(service.name());
        List<String> untold = seen.replicas().stream()
                .filter(replica -> replica.state() == ReplicaState.UNTOLD)
                .map(replica -> replica.name() + " does not tell whether it sleeps: " + replica.note())
                .toList();
        int missing = rollout != null && rollout.action().direction() == Direction.UP
                ? rollout.action().to() - seen.counting().size()
                : 0;
        int waking = Math.max(0, Math.min(asleep, missing));
        return new Sleepers(
                seen.asleep().stream()
                        .map(replica -> new Sleepers.Sleeper(replica.name(), since.get(replica.name())))
                        .toList(),
                waking,
                untold,
                beds(standby, asleep + untold.size()),
                new WakeMemory(reconciler.store())
                        .of(service.name(), service.sleepLevel())
                        .orElse(null));
    }

    private static OptionalInt beds(@Nullable Standby standby, int taken) {
        return standby == null || standby.level() == Standby.WEIGHTS_DISCARDED
                ? OptionalInt.empty()
                : OptionalInt.of(standby.beds(taken));
    }

    /** A down is wanted from when it stops replicas: until then it may be taken back. */
    private static int wanted(ServiceState seen, @Nullable Rollout rollout) {
        return rollout == null
                ? seen.desired()
                : Math.max(seen.desired(), rollout.action().to());
    }

    private static boolean vramOpen(ServicePolicy service, Situation situation) {
        if (!service.gpu().check()) {
            return true;
        }
        Optional<ServiceState> state = Optional.ofNullable(situation.services().get(service.name()));
        int next =
                state.map(ServiceState::desired).orElse(0) + service.replicas().upIncrement();
        return situation
                .vram()
                .ask(situation.wish(service, state.map(ServiceState::alive).orElse(0), next))
                .fits();
    }
}
