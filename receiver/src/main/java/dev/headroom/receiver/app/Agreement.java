package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.standby.http.HttpSleepingServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where the configuration speaks of services, the policy must know them. */
final class Agreement {

    private Agreement() {}

    /** Every disagreement, with its remedy; none where the two can be used together. */
    static List<String> mistakes(HeadroomConfig config, ScalingPolicy policy) {
        List<String> mistakes =
                new ArrayList<>(strangers("hooks", config.hooks().keySet(), config, policy));
        mistakes.addAll(strangers("standby", config.standby().keySet(), config, policy));
        policy.services().values().forEach(service -> sleep(service, config).ifPresent(mistakes::add));
        if (config.target() instanceof TargetSpec.Kubernetes kubernetes) {
            mistakes.addAll(strangers("target.workloads", kubernetes.workloads().keySet(), config, policy));
            mistakes.addAll(Workloads.shared(policy, config.policy(), kubernetes));
            mistakes.addAll(Workloads.unforetold(policy, config, kubernetes));
        }
        return mistakes;
    }

    /** Why replicas of the service cannot sleep as the policy says, with the remedy; simulated ones are started and stopped. */
    private static Optional<String> sleep(ServicePolicy service, HeadroomConfig config) {
        Standby standby = service.standby();
        if (standby == null || config.target() instanceof TargetSpec.Simulated) {
            return Optional.empty();
        }
        String key = "services.%s.standby in %s".formatted(service.name(), config.policy());
        if (!(config.target() instanceof TargetSpec.Compose)) {
            return Optional.of(
                    "%s: only with target.kind: compose replicas sleep so far, not with Kubernetes, Swarm or advice; remove it"
                            .formatted(key));
        }
        HttpSleepingServers.Service server = config.standby().get(service.name());
        if (server == null) {
            return Optional.of(
                    "%s: nobody says how its servers are put to sleep; add standby: {%s: {server: vllm, url: \"http://{address}:8000\"}} to headroom.yml"
                            .formatted(key, service.name()));
        }
        return server.kind().levels().contains(standby.level())
                ? Optional.empty()
                : Optional.of("%s: %s does not wake from sleep_level %d; write sleep_level: %s"
                        .formatted(
                                key,
                                server.kind().word(),
                                standby.level(),
                                server.kind().levels().stream()
                                        .sorted()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" or "))));
    }

    /** @throws StartException with every disagreement */
    static void check(HeadroomConfig config, ScalingPolicy policy) {
        List<String> mistakes = mistakes(config, policy);
        if (!mistakes.isEmpty()) {
            throw new StartException(String.join("; ", mistakes));
        }
    }

    private static List<String> strangers(String key, Set<String> named, HeadroomConfig config, ScalingPolicy policy) {
        Set<String> known = new TreeSet<>(policy.services().keySet());
        Set<String> strangers = new TreeSet<>(named);
        strangers.removeAll(known);
        return strangers.isEmpty()
                ? List.of()
                : List.of("%s: %s: no such service in %s; it has %s"
                        .formatted(key, String.join(", ", strangers), config.policy(), String.join(", ", known)));
    }
}
