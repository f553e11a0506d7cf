package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Cooldowns;
import dev.headroom.receiver.decision.Decider;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Ledger;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.decision.ServiceState;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Recheck;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gathers what is true now, from the store and from what was seen of the targets. */
final class Situations implements Recheck {

    private final Supplier<ScalingPolicy> policy;
    private final AlertLifecycle lifecycle;
    private final Store store;
    private final VramWatch gpus;
    private final Witness witness;
    private final Timepiece clock;
    private final Recollections recollections;
    private final ServiceStates services;
    private final EffectMemory effects;
    private final Function<String, Optional<Observation>> latest;
    private volatile Past past = new Past(Ledger.empty(), List.of());

    /**
     * What was done to the services, and what is being done.
     *
     * @param inFlight the rollouts
     */
    private record Past(Ledger ledger, Collection<Rollout> inFlight) {}

    /** @param latest what was seen of a service last */
    Situations(
            Supplier<ScalingPolicy> policy,
            AlertLifecycle lifecycle,
            Ports ports,
            Witness witness,
            Function<String, Optional<Observation>> latest) {
        this.policy = policy;
        this.lifecycle = lifecycle;
        this.store = ports.store();
        this.gpus = ports.gpus();
        this.witness = witness;
        this.latest = latest;
        this.clock = ports.clock();
        this.recollections = new Recollections(clock.moment());
        this.services = new ServiceStates(recollections, store);
        this.effects = new EffectMemory(store, clock.moment());
    }

    Situation now(ServiceStates.Eyes eyes) {
        Moment now = clock.moment();
        Map<String, Rollout> rollouts = rollouts();
        return situation(now, services.all(policy.get(), eyes, rollouts, now), past(rollouts.values(), now));
    }

    /**
     * Reads the past for the lanes that run next, once for all that have a rollout: nothing else is written down of a service
     * while it has one, so that its lane needs no later reading.
     */
    void readPast() {
        Collection<Rollout> inFlight = rollouts().values();
        if (!inFlight.isEmpty()) {
            past = past(inFlight, clock.moment());
        }
    }

    private Past past(Collection<Rollout> rollouts, Moment now) {
        List<Action> actions = store.actions(recollections.earliest(memory()));
        return new Past(recollections.ledger(actions, rollouts, now), rollouts);
    }

    /** The same as it is to be decided on: what came of ups is judged, and written down. */
    Situation judged(Situation situation) {
        return effects.judged(policy.get(), situation);
    }

    /** Takes over what whoever leads has seen of the effect of ups. */
    void recallEffects(Moment now) {
        effects.read(now);
    }

    /** The rollouts in flight, by service. */
    Map<String, Rollout> rollouts() {
        return ServiceStates.byService(store.rollouts(), Rollout::service);
    }

    /** The one of a service: what a lane asks is to cost the same however many are in flight. */
    Optional<Rollout> rollout(String service) {
        return store.rollout(service);
    }

    /** The services that a person's order has frozen. */
    Set<String> frozen() {
        return store.overrides(clock.instant()).stream()
                .filter(order -> order.kind() == ManualOverride.Kind.FREEZE)
                .map(ManualOverride::service)
                .collect(Collectors.toSet());
    }

    @Override
    public Review review(Rollout rollout, Observation seen) {
        if (!rollout.seats().isEmpty()) {
            gpus.readAgain();
        }
        Moment now = clock.moment();
        Map<String, ServiceState> states = rollout.yields()
                ? services.all(policy.get(), besides(rollout, seen), rollouts(), now)
                : services.alone(policy.get(), rollout, seen, now);
        Situation situation = situation(now, states, past);
        return Decider.review(
                policy.get(), situation.gatedBy(situation.vram().confirming(rollout.seats())), rollout.action());
    }

    /** Of the others what was seen last: one that makes room for another is judged by both. */
    private ServiceStates.Eyes besides(Rollout rollout, Observation seen) {
        return (name, moves) -> name.equals(rollout.service()) ? Optional.of(seen) : latest.apply(name);
    }

    @Override
    public VramGate.Room room(ServicePolicy service, Observation seen, int to) {
        gpus.readAgain();
        Situation situation =
                now((name, inFlight) -> name.equals(service.name()) ? Optional.of(seen) : Optional.empty());
        return gpus.gate(situation.now().wall(), loading(rollouts().values()))
                .ask(situation.wish(service, seen.counting().size(), to));
    }

    /** Looks at the clocks. */
    void look(Moment now) {
        recollections.look(now);
    }

    /** The earliest that what is to be kept for so long, and what guards look back at, can be stored under. */
    Instant earliest(Duration kept) {
        Duration memory = memory();
        return recollections.earliest(kept.compareTo(memory) > 0 ? kept : memory);
    }

    private Duration memory() {
        return Cooldowns.memory(policy.get());
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

    private Situation situation(Moment now, Map<String, ServiceState> states, Past known) {
        Collection<Rollout> rollouts = known.inFlight();
        Evidence evidence = witness.evidence();
        boolean clear = evidence.look(now).sight() == Evidence.Sight.CLEAR;
        return new Situation(
                now,
                FiringAlerts.at(now, store.alerts(), lifecycle, end -> !clear || evidence.believes(end)),
                states,
                known.ledger(),
                evidence,
                keeping(gpus.gate(now.wall(), loading(rollouts)), states, rollouts),
                effects.known());
    }

    private static List<Seat> loading(Collection<Rollout> rollouts) {
        return rollouts.stream().flatMap(rollout -> rollout.seats().stream()).toList();
    }

    /** A down that may still be taken back keeps the memory of those that it has put to sleep. */
    private VramGate keeping(VramGate gate, Map<String, ServiceState> states, Collection<Rollout> rollouts) {
        VramGate kept = gate;
        for (Rollout rollout : rollouts) {
            ServicePolicy service = policy.get().service(rollout.service());
            ServiceState state = states.get(rollout.service());
            if (service != null && state != null && rollout.stops()) {
                kept = kept.keeping(service, state.target().sleepers());
            }
        }
        return kept;
    }
}
