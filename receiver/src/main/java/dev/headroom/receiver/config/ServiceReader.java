package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code services} of the policy (spec 1.1 to 1.3). */
final class ServiceReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern COST = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)(?: ([A-Z]{3}))?");
    private static final Map<String, Boolean> YES_OR_NO = Map.of("true", true, "false", false);
    private static final Map<String, Boolean> NEED = Map.of("required", true, "none", false);

    private static final Map<String, Benefit> EFFECT =
            Map.of("load", Benefit.LOAD, "judged", Benefit.JUDGED, "assumed", Benefit.ASSUMED);

    /** Limits that refuse nothing, so that one wrong number is not reported again wherever it is used. */
    private static final ReplicaLimits UNKNOWN_LIMITS = new ReplicaLimits(0, Integer.MAX_VALUE, 1, 1);

    private ServiceReader() {}

    static Map<String, ServicePolicy> services(Section root) {
        Map<String, ServicePolicy> services = new LinkedHashMap<>();
        root.required("services", "add services with at least one").ifPresent(value -> {
            Section section = value.section();
            section.entries().forEach((name, service) -> services.put(name, service(section, name, service.section())));
            if (value.isSection() && services.isEmpty()) {
                value.problem("must name at least one service", "none", "add one with min_replicas and max_replicas");
            }
        });
        return services;
    }

    private static ServicePolicy service(Section parent, String name, Section section) {
        if (!isName(name)) {
            parent.problemAt(name, "must be a name of letters, digits, -, _ and .", "rename it");
        }
        ReplicaLimits written = limits(section);
        GpuNeeds gpu = gpu(section, written);
        StandbyPolicyReader.Limits limits = StandbyPolicyReader.limits(section, written, gpu);
        return new ServicePolicy(
                name,
                limits.awake(),
                timings(section),
                gpu,
                scaleDown(section),
                section.whole("max_actions_per_hour", 1, ServicePolicy.DEFAULT_MAX_ACTIONS_PER_HOUR),
                HpaReader.targets(section),
                triggers(section.section("triggers")),
                cost(section),
                frozen(section),
                limits.standby());
    }

    /** Where it is written that nothing may be done to the service; empty where it is not. */
    private static String frozen(Section section) {
        return section.optional("frozen")
                .filter(value -> value.word(YES_OR_NO).orElse(false))
                .map(value -> value.key() + ": true in " + value.document().file())
                .orElse("");
    }

    /** Names become labels of metrics and of containers. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static ReplicaLimits limits(Section section) {
        int up = section.whole("scale_up_increment", 1, 1);
        int down = section.whole("scale_down_increment", 1, 1);
        Optional<Integer> min =
                section.required("min_replicas", "add min_replicas: 1").flatMap(value -> value.whole(0));
        Optional<Value> maxValue = section.required("max_replicas", "add max_replicas: 4");
        Optional<Integer> max = maxValue.flatMap(value -> value.whole(0));
        if (min.isEmpty() || max.isEmpty()) {
            return UNKNOWN_LIMITS;
        }
        if (max.get() < min.get()) {
            maxValue.get()
                    .problem("must be at least min_replicas, which is " + min.get(), "raise it or lower the other");
            return UNKNOWN_LIMITS;
        }
        return new ReplicaLimits(min.get(), max.get(), up, down);
    }

    private static Timings timings(Section section) {
        return new Timings(
                section.duration("warmup_time", Timings.DEFAULT.warmup()),
                section.duration("health_timeout", Timings.DEFAULT.health()),
                section.duration("drain_timeout", Timings.DEFAULT.drain()),
                section.duration("finish_timeout", Timings.DEFAULT.finish()),
                section.duration("checkpoint_timeout", Timings.DEFAULT.checkpoint()));
    }

    private static GpuNeeds gpu(Section section, ReplicaLimits limits) {
        return new GpuNeeds(
                section.word("gpu_check", NEED, false),
                section.optional("vram_per_replica")
                        .flatMap(value -> value.read(
                                Quantity::size, "must be a size of more than zero", "write it like 25GiB or 512MiB"))
                        .orElse(null),
                PlacementReader.placement(section.optional("gpu_placement"), limits.max()));
    }

    private static ServicePolicy.ScaleDown scaleDown(Section section) {
        Map<String, ScaleDownWhen> words = Map.of("any", ScaleDownWhen.ANY, "all", ScaleDownWhen.ALL);
        ScaleDownWhen when = section.word("scale_down_when", words, ScaleDownWhen.ANY);
        return new ServicePolicy.ScaleDown(when, section.word("checkpoint_sync", NEED, false));
    }

    private static Map<String, Trigger> triggers(Section section) {
        Map<String, Trigger> triggers = new LinkedHashMap<>();
        section.entries().forEach((name, value) -> {
            if (!isName(name)) {
                section.problemAt(name, "must be a name of letters, digits, -, _ and .", "rename it");
            }
            triggers.put(name, trigger(name, value.section()));
        });
        return triggers;
    }

    /** Only a trigger that never scales down may go without a cooldown: the spec has no other. */
    private static Trigger trigger(String name, Section section) {
        Optional<Value> scale = section.optional("scale");
        boolean upOnly =
                scale.flatMap(value -> value.word(Map.of("up_only", true))).orElse(false);
        Optional<Value> cooldown = scale.isPresent()
                ? section.optional("cooldown")
                : section.required("cooldown", "add cooldown: 5m, or scale: up_only");
        return new Trigger(
                name,
                cooldown.flatMap(Value::duration).orElse(Duration.ZERO),
                upOnly,
                section.word("effect", EFFECT, Benefit.of(name)));
    }

    private static @Nullable Cost cost(Section section) {
        return section.optional("cost_per_replica_hour")
                .flatMap(value -> value.read(
                        ServiceReader::cost,
                        "must be an amount over 0, with or without a currency",
                        "write it like 1.20 EUR"))
                .orElse(null);
    }

    /** An amount over 0, with or without a currency, from {@code 1.20 EUR}. */
    static Optional<Cost> cost(String text) {
        return Optional.of(COST.matcher(text))
                .filter(Matcher::matches)
                .map(found -> new Cost(
                        new BigDecimal(found.group(1)),
                        Optional.ofNullable(found.group(2)).orElse("")))
                .filter(cost -> cost.amount().signum() > 0);
    }
}
