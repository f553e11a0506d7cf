package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Decider;
import dev.headroom.receiver.decision.Decision;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Ledger;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.ServiceState;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Recheck;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.rollout.Sequence;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.Observation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what is true now, from the store and from what was seen of the targets. */
final class Situations implements Recheck {

    /** Actions that guards look back at: flap damping sees six of the longest damped cooldowns. */
    static final Duration MEMORY = Duration.ofDays(1);

    private final ScalingPolicy policy;
    private final AlertLifecycle lifecycle;
    private final Store store;
    private final VramWatch gpus;
    private final Heartbeats heartbeats;
    private final InstantSource clock;

    Situations(ScalingPolicy policy, AlertLifecycle lifecycle, Ports ports, Heartbeats heartbeats) {
        this.policy = policy;
        this.lifecycle = lifecycle;
        this.store = ports.store();
        this.gpus = ports.gpus();
        this.heartbeats = heartbeats;
        this.clock = ports.clocks().wall();
    }

    /**
     * The situation.
     *
     * @param sight what is known of a service's replicas; a service of which nothing is known is not judged
     * @param idle whether nothing is being done to a service at this instant
     */
    Situation now(Function<String, Optional<Observation>> sight, Function<String, Boolean> idle) {
        Instant now = clock.instant();
        Map<String, Rollout> rollouts = rollouts();
        Map<String, ManualOverride> orders = byService(store.overrides(now), ManualOverride::service);
        Map<String, ServiceState> states = new HashMap<>();
        for (ServicePolicy service : policy.services().values()) {
            String name = service.name();
            Rollout rollout = rollouts.get(name);
            ManualOverride order = orders.get(name);
            Optional<ServiceState> state = rollout == null
                    ? sight.apply(name).map(seen -> new ServiceState(name, seen.desired(), null, order))
                    : Optional.of(inFlight(service, rollout, order, idle.apply(name)));
            state.ifPresent(known -> states.put(name, known));
        }
        return situation(now, states, rollouts.values());
    }

    /** The rollouts in flight, by service. */
    Map<String, Rollout> rollouts() {
        return byService(store.rollouts(), Rollout::service);
    }

    /** Judges the service again as if the action had never been: it must come to the same direction. */
    @Override
    public Optional<String> objection(Rollout rollout, Observation seen) {
        Action action = rollout.action();
        if (action.source().kind() == Source.Kind.OVERRIDE) {
            return Optional.empty();
        }
        if (!rollout.seats().isEmpty()) {
            gpus.readAgain();
        }
        Situation situation = now(
                service -> service.equals(action.service()) ? Optional.of(seen) : Optional.empty(), service -> false);
        Situation placed = situation.gatedBy(situation.vram().confirming(rollout.seats()));
        return again(action, placed.asIfNever(action))
                .filter(decision -> !agrees(decision, action))
                .map(decision -> "no longer wanted: " + Sentence.reasonOf(Explanation.of(decision, situation.now())));
    }

    private Optional<Decision> again(Action action, Situation before) {
        if (action.source().kind() == Source.Kind.MANUAL) {
            return Optional.of(Decider.judge(policy, before, ManualScale.behind(action)));
        }
        return Decider.decide(policy, before).stream()
                .filter(decision -> decision.service().equals(action.service()))
                .findFirst();
    }

    /** Time since the newest of the alerts came; negative where there is none. */
    Duration sinceNewest(List<Alert> alerts, Instant now) {
        Set<Fingerprint> behind = alerts.stream().map(Alert::fingerprint).collect(Collectors.toSet());
        return store.alerts().stream()
                .filter(known -> behind.contains(known.alert().fingerprint()))
                .map(AlertState::since)
                .max(Comparator.naturalOrder())
                .map(since -> Duration.between(since, now))
                .orElse(Duration.ofSeconds(-1));
    }

    private static boolean agrees(Decision decision, Action action) {
        return decision instanceof Decision.Scale scale && scale.proposal().direction() == action.direction();
    }

    private Situation situation(Instant now, Map<String, ServiceState> states, Collection<Rollout> rollouts) {
        List<Seat> loading =
                rollouts.stream().flatMap(rollout -> rollout.seats().stream()).toList();
        return new Situation(
                now,
                FiringAlerts.at(now, store.alerts(), lifecycle),
                states,
                Ledger.at(now, store.actions(now.minus(MEMORY))),
                heartbeats.evidence(),
                gpus.gate(now, loading));
    }

    private static ServiceState inFlight(
            ServicePolicy service, Rollout rollout, @Nullable ManualOverride order, boolean idle) {
        boolean untouched = rollout.phase().untouched() && idle;
        Action action = rollout.action();
        ServiceState.InFlight inFlight = new ServiceState.InFlight(
                action, untouched && action.to() < action.from(), Sequence.deadline(rollout, service.timings()));
        return new ServiceState(service.name(), untouched ? action.from() : action.to(), inFlight, order);
    }

    private static <T> Map<String, T> byService(Collection<T> all, Function<T, String> service) {
        return all.stream().collect(Collectors.toMap(service, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }
}
