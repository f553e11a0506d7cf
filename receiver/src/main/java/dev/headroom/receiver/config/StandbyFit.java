package dev.headroom.receiver.config;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.hook.http.ReplicaTemplate;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.standby.http.HttpSleepingServers;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why replicas of a service cannot sleep as the policy says.
 *
 * @param what is wrong
 * @param remedy what to do about it
 */
public record StandbyFit(String what, String remedy) {

    /** Empty where they can; simulated ones are started and stopped. */
    public static Optional<StandbyFit> mistake(ServicePolicy service, HeadroomConfig config) {
        Standby standby = service.standby();
        if (standby == null || config.target() instanceof TargetSpec.Simulated) {
            return Optional.empty();
        }
        if (!(config.target() instanceof TargetSpec.Compose)) {
            return Optional.of(new StandbyFit(
                    "only with target.kind: compose replicas sleep so far, not with Kubernetes, Swarm or advice",
                    "remove it"));
        }
        HttpSleepingServers.Service server = config.standby().get(service.name());
        if (server == null) {
            return Optional.of(new StandbyFit(
                    "nobody says how its servers are put to sleep",
                    "add standby: {%s: {server: vllm, url: \"http://{address}:8000\"}} to headroom.yml"
                            .formatted(service.name())));
        }
        if (service.replicas().max() > 1 && !ReplicaTemplate.tellsApart(server.url())) {
            return Optional.of(new StandbyFit(
                    "all its replicas are asked at %s, and one would be taken for the other".formatted(server.url()),
                    "write url: http://{address}:8000 in standby.%s of headroom.yml; {name} and {number} are known too"
                            .formatted(service.name())));
        }
        return server.kind().levels().contains(standby.level())
                ? Optional.empty()
                : Optional.of(new StandbyFit(
                        "%s does not wake from sleep_level %d"
                                .formatted(server.kind().word(), standby.level()),
                        "write sleep_level: "
                                + server.kind().levels().stream()
                                        .sorted()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" or "))));
    }
}
