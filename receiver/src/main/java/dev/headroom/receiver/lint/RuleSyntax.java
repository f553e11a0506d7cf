package dev.headroom.receiver.lint;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Prometheus would refuse in a rule file, found without it. Source:
 * https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
 */
final class RuleSyntax {
    private static final Set<String> IN_GROUP =
            Set.of("name", "interval", "limit", "query_offset", "rules", "labels", "partial_response_strategy");
    private static final Set<String> IN_RULE =
            Set.of("record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations");
    private static final Set<String> OF_ALERTS = Set.of("for", "keep_firing_for", "annotations");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern DURATION = Pattern.compile("0|([0-9]+(ms|[smhdwy]))+");

    private RuleSyntax() {}

    static Stream<Finding> mistakes(Tree tree) {
        return tree.ownRuleFiles().flatMap(RuleSyntax::file);
    }

    private static Stream<Finding> file(Yaml file) {
        Set<String> names = new HashSet<>();
        Stream<Finding> groups =
                file.each("groups").flatMap(group -> Stream.concat(group(group), repeated(group, names).stream()));
        Stream<Finding> repeated = file.deep()
                .flatMap(yaml -> yaml.repeated().stream())
                .map(key -> finding(key, key.text() + " is there twice"));
        return Stream.of(unknown(file, Set.of("groups"), "a rule file"), repeated, groups)
                .flatMap(found -> found);
    }

    private static Optional<Finding> repeated(Yaml group, Set<String> names) {
        return group.get("name")
                .filter(name -> !names.add(name.text()))
                .map(name -> finding(name, "the group " + name.text() + " is there twice in this file"));
    }

    private static Stream<Finding> group(Yaml group) {
        Stream<Finding> unnamed =
                group.text("name").isEmpty() ? Stream.of(finding(group, "a group has no name")) : Stream.empty();
        return Stream.of(
                        unnamed,
                        unknown(group, IN_GROUP, "a group"),
                        durations(group, "interval", "query_offset"),
                        group.each("rules").flatMap(RuleSyntax::rule))
                .flatMap(found -> found);
    }

    private static Stream<Finding> rule(Yaml rule) {
        return Stream.of(
                        unknown(rule, IN_RULE, "a rule"),
                        shape(rule).stream(),
                        durations(rule, "for", "keep_firing_for"),
                        labels(rule, "labels"),
                        labels(rule, "annotations"))
                .flatMap(found -> found);
    }

    private static Optional<Finding> shape(Yaml rule) {
        boolean alert = rule.get("alert").isPresent();
        boolean record = rule.get("record").isPresent();
        if (alert == record) {
            return Optional.of(
                    finding(rule, alert ? "a rule is alert and record at once" : "a rule has no alert and no record"));
        }
        if (rule.text("expr").isBlank()) {
            return Optional.of(finding(rule, "a rule has no expr"));
        }
        return record
                ? rule.entries().keySet().stream()
                        .filter(OF_ALERTS::contains)
                        .findFirst()
                        .map(key -> finding(rule, "a recording rule has " + key))
                : Optional.empty();
    }

    private static Stream<Finding> unknown(Yaml mapping, Set<String> known, String what) {
        return mapping.entries().entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .map(entry -> finding(entry.getValue(), what + " has no key " + entry.getKey()));
    }

    private static Stream<Finding> durations(Yaml mapping, String... keys) {
        return Stream.of(keys)
                .flatMap(key -> mapping.get(key).stream())
                .filter(value -> !DURATION.matcher(value.text()).matches())
                .map(value -> finding(value, "\"" + value.text() + "\" is no duration like 5m or 1h30m"));
    }

    private static Stream<Finding> labels(Yaml rule, String key) {
        Map<String, Yaml> entries = rule.get(key).map(Yaml::entries).orElse(Map.of());
        return entries.entrySet().stream()
                .filter(entry -> !LABEL.matcher(entry.getKey()).matches()
                        || entry.getKey().equals("__name__"))
                .map(entry -> finding(entry.getValue(), "\"" + entry.getKey() + "\" is no name for one of the " + key));
    }

    private static Finding finding(Yaml at, String message) {
        return Promtool.refusal(at.place(), message);
    }
}
