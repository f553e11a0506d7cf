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
import dev.headroom.receiver.decision.ServiceState.Limit;
import dev.headroom.receiver.decision.Situation;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what is true now, from the store and from what was seen of the targets. */
final class Situations implements Recheck {

    private final Supplier<ScalingPolicy> policy;
    private final AlertLifecycle lifecycle;
    private final Store store;
    private final VramWatch gpus;
    private final Witness witness;
    private final Timepiece clock;
    private final Recollections recollections;
    private final EffectMemory effects;
    private volatile Past past = new Past(Ledger.empty(), List.of());

    /**
     * What was done to the services, and what is being done.
     *
     * @param inFlight the rollouts
     */
    private record Past(Ledger ledger, Collection<Rollout> inFlight) {}

    Situations(Supplier<ScalingPolicy> policy, AlertLifecycle lifecycle, Ports ports, Witness witness) {
        this.policy = policy;
        this.lifecycle = lifecycle;
        this.store = ports.store();
        this.gpus = ports.gpus();
        this.witness = witness;
        this.clock = ports.clock();
        this.recollections = new Recollections(clock.moment());
        this.effects = new EffectMemory(store, clock.moment());
    }

    /** What is known of a service's replicas; a service of which nothing is known is not judged. */
    interface Eyes {
        Optional<Observation> see(String service, boolean inFlight);
    }

    Situation now(Eyes eyes) {
        Moment now = clock.moment();
        Map<String, Rollout> rollouts = rollouts();
        Map<String, ManualOverride> orders = byService(store.overrides(now.wall()), ManualOverride::service);
        Map<String, ServiceState> states = new HashMap<>();
        for (ServicePolicy service : policy.get().services().values()) {
            String name = service.name();
            Rollout rollout = rollouts.get(name);
            eyes.see(name, rollout != null)
                    .map(seen -> state(service, seen, inFlight(service, rollout, now), orders.get(name)))
                    .ifPresent(state -> states.put(name, state));
        }
        return situation(now, states, past(rollouts.values(), now));
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
        return byService(store.rollouts(), Rollout::service);
    }

    /** The one of a service: what a lane asks is to cost the same however many are in flight. */
    Optional<Rollout> rollout(String service) {
        return store.rollout(service);
    }

    @Override
    public Review review(Rollout rollout, Observation seen) {
        if (!rollout.seats().isEmpty()) {
            gpus.readAgain();
        }
        Moment now = clock.moment();
        Situation situation = situation(now, alone(rollout, seen, now), past);
        return Decider.review(
                policy.get(), situation.gatedBy(situation.vram().confirming(rollout.seats())), rollout.action());
    }

    /** The state of the rollout's service; empty where the policy does not name it any more. */
    private Map<String, ServiceState> alone(Rollout rollout, Observation seen, Moment now) {
        String name = rollout.service();
        ServicePolicy service = policy.get().service(name);
        ManualOverride order =
                byService(store.overrides(now.wall()), ManualOverride::service).get(name);
        return service == null ? Map.of() : Map.of(name, state(service, seen, inFlight(service, rollout, now), order));
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
        List<Seat> loading = known.inFlight().stream()
                .flatMap(rollout -> rollout.seats().stream())
                .toList();
        Evidence evidence = witness.evidence();
        boolean clear = evidence.look(now).sight() == Evidence.Sight.CLEAR;
        return new Situation(
                now,
                FiringAlerts.at(now, store.alerts(), lifecycle, end -> !clear || evidence.believes(end)),
                states,
                known.ledger(),
                evidence,
                gpus.gate(now.wall(), loading),
                effects.known());
    }

    private static ServiceState state(
            ServicePolicy service,
            Observation seen,
            ServiceState.@Nullable InFlight rollout,
            @Nullable ManualOverride order) {
        int alive = seen.counting().size();
        int lost = seen.lost().isEmpty() ? 0 : Math.max(0, seen.desired() - alive);
        return new ServiceState(service.name(), seen.desired(), lost, target(seen), rollout, order);
    }

    private static ServiceState.Target target(Observation seen) {
        Observation.Platform platform = seen.platform();
        String remedy = platform.remedy().isEmpty() ? "" : "; " + platform.remedy();
        return new ServiceState.Target(
                seen.obstacle(),
                new Limit(seen.least().count(), seen.least().why()),
                new Limit(platform.most().count(), platform.most().why()),
                platform.updating(),
                platform.running(),
                seen.setBy() + remedy,
                platform.frozen());
    }

    private ServiceState.@Nullable InFlight inFlight(ServicePolicy service, @Nullable Rollout rollout, Moment now) {
        if (rollout == null) {
            return null;
        }
        Moment whole = recollections.began(rollout.action(), now).plus(Sequence.longest(service.timings()));
        Moment rest = entered(rollout, now).plus(Sequence.rest(rollout.phase(), service.timings()));
        Moment last = rest.isBefore(whole) ? whole : rest;
        return new ServiceState.InFlight(rollout.action(), now.toldAt(last.elapsed()));
    }

    private static <T> Map<String, T> byService(Collection<T> all, Function<T, String> service) {
        return all.stream().collect(Collectors.toMap(service, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }
}
