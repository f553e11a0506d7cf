package dev.headroom.receiver.config;

import dev.headroom.clients.access.AccessReader;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookSpec;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.hook.http.ReplicaTemplate;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the section {@code hooks}: what single replicas can be asked and told, by service. */
final class HooksReader {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String HEALTH_CHECK = "health_check";

    private HooksReader() {}

    static Map<String, HttpHooks.Service> hooks(Section section, boolean hasPrometheus) {
        Map<String, HttpHooks.Service> services = new LinkedHashMap<>();
        section.entries().forEach((name, value) -> services.put(name, service(value.section(), hasPrometheus)));
        return services;
    }

    private static HttpHooks.Service service(Section section, boolean hasPrometheus) {
        Map<Hook, HookSpec> hooks = new EnumMap<>(Hook.class);
        for (Hook hook : Hook.values()) {
            section.optional(hook.word())
                    .flatMap(value -> spec(hook, value, hasPrometheus))
                    .ifPresent(spec -> hooks.put(hook, spec));
        }
        return new HttpHooks.Service(
                hooks, section.period("timeout", TIMEOUT), AccessReader.access(section, urls(hooks.values())));
    }

    private static List<String> urls(Collection<HookSpec> hooks) {
        return hooks.stream()
                .filter(HookSpec.Url.class::isInstance)
                .map(hook -> ((HookSpec.Url) hook).template())
                .toList();
    }

    private static Optional<HookSpec> spec(Hook hook, Value value, boolean hasPrometheus) {
        if (hook == Hook.ACTIVE_TASKS && value.isSection()) {
            return query(value, hasPrometheus);
        }
        return hook == Hook.LOADED
                ? value.read(HooksReader::urlOrCheck, "must be an http or https URL, or health_check", REMEDY)
                : value.read(HooksReader::url, "must be an http or https URL", REMEDY);
    }

    private static final String REMEDY = "write it like http://{address}:8000/path; {name} and {number} are known too";

    private static Optional<HookSpec> urlOrCheck(String text) {
        return text.equals(HEALTH_CHECK) ? Optional.of(new HookSpec.HealthCheck()) : url(text);
    }

    private static Optional<HookSpec> url(String text) {
        return Optional.of(text).filter(ReplicaTemplate::isUrl).map(HookSpec.Url::new);
    }

    private static Optional<HookSpec> query(Value value, boolean hasPrometheus) {
        if (!hasPrometheus) {
            value.problem(
                    "must be a URL where there is no prometheus.url", "add prometheus: {url: http://127.0.0.1:9090}");
        }
        return value.section()
                .required("query", "add query: sum(tasks_active{instance=\"{address}:8000\"})")
                .flatMap(Value::text)
                .map(HookSpec.Query::new);
    }
}
