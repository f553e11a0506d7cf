package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Cooldowns;
import dev.headroom.receiver.decision.Decider;
import dev.headroom.receiver.decision.Decision;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
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
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.time.Instant;
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

    private final ScalingPolicy policy;
    private final AlertLifecycle lifecycle;
    private final Store store;
    private final VramWatch gpus;
    private final Witness witness;
    private final Timepiece clock;
    private final Recollections recollections;
    private final Duration memory;

    Situations(ScalingPolicy policy, AlertLifecycle lifecycle, Ports ports, Witness witness) {
        this.policy = policy;
        this.lifecycle = lifecycle;
        this.store = ports.store();
        this.gpus = ports.gpus();
        this.witness = witness;
        this.clock = ports.clock();
        this.recollections = new Recollections(clock.moment());
        this.memory = Cooldowns.memory(policy);
    }

    /**
     * The situation.
     *
     * @param sight what is known of a service's replicas; a service of which nothing is known is not judged
     * @param idle whether nothing is being done to a service at this instant
     */
    Situation now(Function<String, Optional<Observation>> sight, Function<String, Boolean> idle) {
        Moment now = clock.moment();
        Map<String, Rollout> rollouts = rollouts();
        Map<String, ManualOverride> orders = byService(store.overrides(now.wall()), ManualOverride::service);
        Map<String, ServiceState> states = new HashMap<>();
        for (ServicePolicy service : policy.services().values()) {
            String name = service.name();
            Rollout rollout = rollouts.get(name);
            ManualOverride order = orders.get(name);
            Optional<ServiceState> state = rollout == null
                    ? sight.apply(name).map(seen -> new ServiceState(name, seen.desired(), null, order))
                    : Optional.of(inFlight(service, rollout, order, idle.apply(name), now));
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
                .map(decision -> "no longer wanted: "
                        + Sentence.reasonOf(
                                Explanation.of(decision, situation.now().wall())));
    }

    private Optional<Decision> again(Action action, Situation before) {
        if (action.source().kind() == Source.Kind.MANUAL) {
            return Optional.of(Decider.judge(policy, before, ManualScale.behind(action)));
        }
        return Decider.decide(policy, before).stream()
                .filter(decision -> decision.service().equals(action.service()))
                .findFirst();
    }

    /** Looks at the clocks. */
    void look(Moment now) {
        recollections.look(now);
    }

    /** The earliest that what is to be kept for so long, and what guards look back at, can be stored under. */
    Instant earliest(Duration kept) {
        return recollections.earliest(kept.compareTo(memory) > 0 ? kept : memory);
    }

    /** When a rollout came into its phase. */
    Moment entered(Rollout rollout, Moment now) {
        return recollections.entered(rollout, now);
    }

    /** What is written down about an action now has the age that it has now. */
    void written(Rollout rollout) {
        Moment now = clock.moment();
        recollections.began(rollout.action(), now);
        recollections.entered(rollout, now);
    }

    /** Time since the newest of the alerts came; negative where there is none. */
    Duration sinceNewest(List<Alert> alerts, Moment now) {
        Set<Fingerprint> behind = alerts.stream().map(Alert::fingerprint).collect(Collectors.toSet());
        return store.alerts().stream()
                .filter(known -> behind.contains(known.alert().fingerprint()))
                .map(AlertState::since)
                .max(Comparator.comparing(Moment::elapsed))
                .map(now::since)
                .orElse(Duration.ofSeconds(-1));
    }

    private static boolean agrees(Decision decision, Action action) {
        return decision instanceof Decision.Scale scale && scale.proposal().direction() == action.direction();
    }

    private Situation situation(Moment now, Map<String, ServiceState> states, Collection<Rollout> rollouts) {
        List<Seat> loading =
                rollouts.stream().flatMap(rollout -> rollout.seats().stream()).toList();
        Evidence evidence = witness.evidence();
        return new Situation(
                now,
                FiringAlerts.at(now, store.alerts(), lifecycle, evidence::believes),
                states,
                recollections.ledger(store.actions(recollections.earliest(memory)), rollouts, now),
                evidence,
                gpus.gate(now.wall(), loading));
    }

    private ServiceState inFlight(
            ServicePolicy service, Rollout rollout, @Nullable ManualOverride order, boolean idle, Moment now) {
        boolean untouched = rollout.phase().untouched() && idle;
        Action action = rollout.action();
        Instant until = now.wallAt(recollections
                .began(action, now)
                .plus(Sequence.longest(service.timings()))
                .elapsed());
        ServiceState.InFlight inFlight =
                new ServiceState.InFlight(action, untouched && action.to() < action.from(), until);
        return new ServiceState(service.name(), untouched ? action.from() : action.to(), inFlight, order);
    }

    private static <T> Map<String, T> byService(Collection<T> all, Function<T, String> service) {
        return all.stream().collect(Collectors.toMap(service, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }
}
