package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.settings.Closest;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the list {@code matrix} of the policy (spec 4.1). */
final class MatrixReader {
    private static final Map<String, Priority> PRIORITIES =
            Map.of("P0", Priority.P0, "P1", Priority.P1, "P2", Priority.P2, "P3", Priority.P3);
    private static final Map<String, Effect> EFFECTS = Map.of(
            "scale_up", new Effect.ScaleUp(),
            "scale_down", new Effect.ScaleDown(),
            "scale_to_min", new Effect.ScaleToMin(),
            "hold_scale_up", new Effect.HoldScaleUp());

    private final Map<String, ServicePolicy> services;
    private final ConditionReader conditions;
    private final Set<String> names = new HashSet<>();

    /** {@code windows}: the names that a condition may ask for. */
    MatrixReader(Map<String, ServicePolicy> services, Set<String> windows) {
        this.services = services;
        this.conditions = new ConditionReader(windows);
    }

    List<MatrixRule> rules(Optional<Value> list) {
        return list.map(Value::items).orElse(List.of()).stream()
                .map(Value::section)
                .map(this::rule)
                .toList();
    }

    private MatrixRule rule(Section section) {
        return new MatrixRule(
                section.required("name", "add name: what-it-watches")
                        .flatMap(this::name)
                        .orElse(""),
                section.required("priority", "add priority: P0, P1, P2 or P3")
                        .flatMap(value -> value.word(PRIORITIES))
                        .orElse(Priority.P3),
                section.required("when", "add when: AlertName, or all, any, not, window")
                        .map(conditions::condition)
                        .orElse(ConditionReader.NEVER),
                section.required("then", "add then: {service: scale_up}")
                        .map(this::effects)
                        .orElse(Map.of()),
                section.optional("cooldown").flatMap(Value::duration).orElse(MatrixRule.DEFAULT_COOLDOWN));
    }

    /** Cooldowns and history go by name, so a rule shares its name with nothing else. */
    private Optional<String> name(Value value) {
        Optional<String> name = value.read(
                text -> Optional.of(text).filter(ServiceReader::isName),
                "must be a name of letters, digits, -, _ and .",
                "write it like queue-buildup");
        if (name.isPresent() && !names.add(name.get())) {
            value.problem("must differ from the rules above", "rename one of the two");
        }
        name.flatMap(this::triggered)
                .ifPresent(service -> value.problem(
                        "must differ from every trigger, and " + service.name() + " has one of this name",
                        "rename it"));
        return name;
    }

    private Optional<ServicePolicy> triggered(String name) {
        return services.values().stream()
                .filter(service -> service.triggers().containsKey(name))
                .findFirst();
    }

    private Map<String, Effect> effects(Value then) {
        Section section = then.section();
        Map<String, Effect> effects = new LinkedHashMap<>();
        if (then.isSection() && section.entries().isEmpty()) {
            then.problem("must name at least one service", "none", "write it like {app: scale_up}");
        }
        section.entries().forEach((name, value) -> {
            ServicePolicy service = services.get(name);
            if (service == null) {
                refuseUnknown(section, name);
                return;
            }
            effect(value, service).ifPresent(effect -> effects.put(name, effect));
        });
        return effects;
    }

    private void refuseUnknown(Section section, String name) {
        if (services.isEmpty()) {
            return;
        }
        String known = "the services are " + String.join(", ", services.keySet());
        String remedy = Closest.to(name, services.keySet())
                .map(meant -> "did you mean " + meant + "?")
                .orElse(known);
        section.problemAt(name, "must be a service of this policy", remedy);
    }

    private static Optional<Effect> effect(Value value, ServicePolicy service) {
        if (!value.isSection()) {
            return value.word(EFFECTS);
        }
        return value.section()
                .required("scale_to", "write {scale_to: " + service.replicas().min() + "}")
                .flatMap(count -> ScheduleReader.bounded(count, service.replicas()))
                .map(Effect.ScaleTo::new);
    }
}
