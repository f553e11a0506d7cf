package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ServiceState;
import dev.headroom.receiver.decision.ServiceState.Awake;
import dev.headroom.receiver.decision.ServiceState.Limit;
import dev.headroom.receiver.gpu.VramGate.Sleeper;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.rollout.Sequence;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a service is at, from what was seen of its target, its rollout and an order. */
record ServiceStates(Recollections recollections, Store store) {

    /** What is known of a service's replicas; a service of which nothing is known is not judged. */
    interface Eyes {
        Optional<Observation> see(String service, boolean inFlight);
    }

    /** Of all services of which something is known, by name. */
    Map<String, ServiceState> all(ScalingPolicy policy, Eyes eyes, Map<String, Rollout> rollouts, Moment now) {
        Map<String, ManualOverride> orders = orders(now);
        Map<String, ServiceState> states = new HashMap<>();
        for (ServicePolicy service : policy.services().values()) {
            String name = service.name();
            Rollout rollout = rollouts.get(name);
            eyes.see(name, rollout != null)
                    .map(seen -> state(service, seen, rollout, orders.get(name), now))
                    .ifPresent(state -> states.put(name, state));
        }
        return states;
    }

    /** Of the rollout's service; empty where the policy does not name it any more. */
    Map<String, ServiceState> alone(ScalingPolicy policy, Rollout rollout, Observation seen, Moment now) {
        String name = rollout.service();
        ServicePolicy service = policy.service(name);
        return service == null
                ? Map.of()
                : Map.of(name, state(service, seen, rollout, orders(now).get(name), now));
    }

    private Map<String, ManualOverride> orders(Moment now) {
        return byService(store.overrides(now.wall()), ManualOverride::service);
    }

    static <T> Map<String, T> byService(Collection<T> all, Function<T, String> service) {
        return all.stream().collect(Collectors.toMap(service, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }

    private ServiceState state(
            ServicePolicy service,
            Observation seen,
            @Nullable Rollout rollout,
            @Nullable ManualOverride order,
            Moment now) {
        int alive = seen.counting().size();
        boolean complete = seen.lost().isEmpty() && seen.asleep().isEmpty();
        int lost = complete ? 0 : Math.max(0, seen.desired() - alive);
        return new ServiceState(
                service.name(), seen.desired(), lost, target(seen), inFlight(service, rollout, now), order);
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
                        .toList(),
                seen.counting().stream()
                        .map(replica -> new Awake(replica.name(), replica.gpu(), replica.idle()))
                        .toList());
    }

    private ServiceState.@Nullable InFlight inFlight(ServicePolicy service, @Nullable Rollout rollout, Moment now) {
        if (rollout == null) {
            return null;
        }
        Moment whole = recollections.began(rollout.action(), now).plus(longest(service, rollout));
        Moment rest = recollections.entered(rollout, now).plus(Sequence.rest(rollout.phase(), service.timings()));
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
}
