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
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.decision.ServiceState;
import dev.headroom.receiver.decision.ServiceState.Limit;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramGate.Sleeper;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
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
        return situation(now, states, rollouts.values());
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
        Action action = rollout.action();
        if (!rollout.seats().isEmpty()) {
            gpus.readAgain();
        }
        Situation situation =
                now((service, inFlight) -> service.equals(action.service()) ? Optional.of(seen) : Optional.empty());
        return Decider.review(policy.get(), situation.gatedBy(situation.vram().confirming(rollout.seats())), action);
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

    private Situation situation(Moment now, Map<String, ServiceState> states, Collection<Rollout> rollouts) {
        Evidence evidence = witness.evidence();
        boolean clear = evidence.look(now).sight() == Evidence.Sight.CLEAR;
        return new Situation(
                now,
                FiringAlerts.at(now, store.alerts(), lifecycle, end -> !clear || evidence.believes(end)),
                states,
                recollections.ledger(store.actions(recollections.earliest(memory())), rollouts, now),
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

    private static ServiceState state(
            ServicePolicy service,
            Observation seen,
            ServiceState.@Nullable InFlight rollout,
            @Nullable ManualOverride order) {
        int alive = seen.counting().size();
        boolean complete = seen.lost().isEmpty() && seen.asleep().isEmpty();
        int lost = complete ? 0 : Math.max(0, seen.desired() - alive);
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
                platform.frozen(),
                seen.asleep().stream()
                        .map(replica -> new Sleeper(replica.name(), replica.gpu()))
                        .toList());
    }

    private ServiceState.@Nullable InFlight inFlight(ServicePolicy service, @Nullable Rollout rollout, Moment now) {
        if (rollout == null) {
            return null;
        }
        Moment whole = recollections.began(rollout.action(), now).plus(longest(service, rollout));
        Moment rest = entered(rollout, now).plus(Sequence.rest(rollout.phase(), service.timings()));
        Moment last = rest.isBefore(whole) ? whole : rest;
        return new ServiceState.InFlight(rollout.action(), now.toldAt(last.elapsed()));
    }

    /** Where all that it asks for sleep, the warm-up is the time that the latest took to wake. */
    private Duration longest(ServicePolicy service, Rollout rollout) {
        Duration longest = Sequence.longest(service.timings());
        Standby standby = service.standby();
        return standby != null && rollout.wakesOnly()
                ? new WakeMemory(store)
                        .of(service.name(), standby.level())
                        .map(longest.minus(service.timings().warmup())::plus)
                        .orElse(longest)
                : longest;
    }

    private static <T> Map<String, T> byService(Collection<T> all, Function<T, String> service) {
        return all.stream().collect(Collectors.toMap(service, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }
}
