package dev.headroom.receiver.config;

import dev.headroom.clients.access.AccessReader;
import dev.headroom.clients.http.Access;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.hook.http.ReplicaTemplate;
import dev.headroom.receiver.standby.http.HttpSleepingServers.Service;
import dev.headroom.receiver.standby.http.SleeperKind;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the section {@code standby}: how the servers of replicas are put to sleep and woken, by service. */
final class StandbyReader {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration WAKE_TIMEOUT = Duration.ofMinutes(1);
    private static final Map<String, SleeperKind> KINDS =
            Stream.of(SleeperKind.values()).collect(Collectors.toMap(SleeperKind::word, kind -> kind));
    private static final String NAMES =
            Stream.of(SleeperKind.values()).map(SleeperKind::word).collect(Collectors.joining(", "));

    private StandbyReader() {}

    static Map<String, Service> standby(Section section, TargetSpec target) {
        Map<String, Service> services = new LinkedHashMap<>();
        section.entries().values().stream().findFirst().ifPresent(value -> mustBeOnDocker(value, target));
        section.entries()
                .forEach((name, value) -> service(value.section()).ifPresent(service -> services.put(name, service)));
        return services;
    }

    private static void mustBeOnDocker(Value value, TargetSpec target) {
        if (!(target instanceof TargetSpec.Compose || target instanceof TargetSpec.Simulated)) {
            value.problem(
                    "must not be set where target.kind is not compose",
                    "remove it: with Kubernetes, Swarm and advice replicas are started and stopped, and not put to sleep");
        }
    }

    private static Optional<Service> service(Section section) {
        Optional<SleeperKind> kind = section.required("server", "add server: " + NAMES)
                .flatMap(
                        value -> value.read(
                                text -> Optional.ofNullable(KINDS.get(text)),
                                "must be a server that tells whether it sleeps, and can be woken: " + NAMES,
                                "write one of these; others, like sglang and trtllm, can let go of models by gpu.servers alone"));
        Optional<String> url = section.required("url", "add url: http://{address}:8000")
                .flatMap(value -> value.read(
                        text -> Optional.of(text).filter(ReplicaTemplate::isUrl),
                        "must be an http or https URL",
                        "write it like http://{address}:8000; {name} and {number} are known too"));
        Access access = AccessReader.access(section, url.stream().toList());
        Duration timeout = section.period("timeout", TIMEOUT);
        Duration orders = section.period("wake_timeout", WAKE_TIMEOUT);
        Optional<Value> named = section.optional("model");
        Optional<String> model = kind.flatMap(known -> known == SleeperKind.TRITON
                ? section.required("model", "add model: NAME, as Triton's repository has it")
                        .flatMap(Value::text)
                : none(named));
        return url.isEmpty() || model.isEmpty()
                ? Optional.empty()
                : Optional.of(new Service(kind.orElseThrow(), url.get(), model.get(), timeout, orders, access));
    }

    private static Optional<String> none(Optional<Value> named) {
        named.ifPresent(value -> value.problem("must not be set where server is not triton", "remove it"));
        return Optional.of("");
    }
}
