package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.ServicePolicy.Pace;
import dev.headroom.receiver.policy.ServicePolicy.Targets;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads of a service what a HorizontalPodAutoscaler would go by (spec 1.1, 1.2, 6.2). */
final class HpaReader {
    private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Duration LONGEST_STABILIZATION = Duration.ofHours(1);
    private static final Duration LONGEST_PERIOD = Duration.ofMinutes(30);

    private HpaReader() {}

    static Targets targets(Section service) {
        Section hpa = service.section("hpa");
        return new Targets(
                percent(service, "target_cpu_utilization"),
                percent(service, "target_memory_utilization"),
                metrics(hpa.section("metrics")),
                pace(hpa, "scale_up"),
                pace(hpa, "scale_down"));
    }

    private static Map<String, Integer> metrics(Section section) {
        Map<String, Integer> metrics = new LinkedHashMap<>();
        section.entries().forEach((name, average) -> {
            if (!METRIC.matcher(name).matches()) {
                section.problemAt(name, "must be the name of a metric", "write it like llm_queue_length");
            }
            average.whole(1).ifPresent(value -> metrics.put(name, value));
        });
        return metrics;
    }

    private static @Nullable Pace pace(Section hpa, String key) {
        Section section = hpa.section(key);
        Optional<Duration> stabilization = section.optional("stabilization")
                .flatMap(value -> seconds(value, Duration.ZERO, LONGEST_STABILIZATION));
        Optional<Integer> pods = section.optional("pods").flatMap(value -> value.whole(1));
        Optional<Duration> every =
                section.optional("every").flatMap(value -> seconds(value, Duration.ofSeconds(1), LONGEST_PERIOD));
        return section.isEmpty()
                ? null
                : new Pace(stabilization.orElse(Duration.ZERO), pods.orElse(1), every.orElse(Duration.ofSeconds(60)));
    }

    /** What Kubernetes takes: whole seconds within its bounds. */
    private static Optional<Duration> seconds(Value value, Duration least, Duration most) {
        return value.read(
                text -> Quantity.duration(text, least, most).filter(duration -> duration.toNanosPart() == 0),
                "must be whole seconds from %ds to %ds".formatted(least.toSeconds(), most.toSeconds()),
                "write it like 60s or 10m");
    }

    private static double percent(Section section, String key) {
        return section.optional(key).flatMap(Value::percent).orElse(0.0);
    }
}
