package dev.headroom.receiver.lint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the groups of a rule file. */
final class RuleReader {
    private RuleReader() {}

    /** The rules of a file, which may be an object of Prometheus's operator. */
    static Yaml rulesIn(Yaml file) {
        return file.text("kind").equals("PrometheusRule") ? file.get("spec").orElse(file) : file;
    }

    /** Whether these are the groups of a file that Prometheus itself reads, and not inside of an object. */
    static boolean isPlain(Yaml rules) {
        return rules.place().column() == 1;
    }

    static Tree.Rules rules(Yaml file) {
        return Tree.Rules.of(alerts(file).toList(), signals(file).toList());
    }

    private static Stream<Alert> alerts(Yaml file) {
        return file.each("groups")
                .flatMap(group -> group.each("rules")
                        .filter(rule -> rule.get("alert").isPresent())
                        .map(rule -> alert(group, rule)));
    }

    private static Stream<Signal> signals(Yaml file) {
        return file.each("groups")
                .flatMap(group -> group.each("rules")
                        .filter(rule -> rule.get("record").isPresent())
                        .map(rule -> signal(group, rule)));
    }

    private static Alert alert(Yaml group, Yaml rule) {
        Yaml name = rule.get("alert").orElse(rule);
        return new Alert(
                name.place(),
                rule,
                new Group(group),
                name.text(),
                expression(rule),
                time(rule, "for"),
                time(rule, "keep_firing_for"),
                labels(group, rule),
                entries(rule, "annotations"));
    }

    private static Signal signal(Yaml group, Yaml rule) {
        Yaml name = rule.get("record").orElse(rule);
        return new Signal(name.place(), new Group(group), name.text(), expression(rule), labels(group, rule));
    }

    private static Expression expression(Yaml rule) {
        return Expression.of(rule.get("expr").orElse(rule));
    }

    private static Duration time(Yaml rule, String key) {
        return rule.get(key).flatMap(Yaml::duration).orElse(Duration.ZERO);
    }

    /** Those of the group, and the rule's own in their place. */
    private static Map<String, Yaml> labels(Yaml group, Yaml rule) {
        Map<String, Yaml> labels = new LinkedHashMap<>(entries(group, "labels"));
        labels.putAll(entries(rule, "labels"));
        return labels;
    }

    private static Map<String, Yaml> entries(Yaml rule, String key) {
        return rule.get(key).map(Yaml::entries).orElse(Map.of());
    }
}
