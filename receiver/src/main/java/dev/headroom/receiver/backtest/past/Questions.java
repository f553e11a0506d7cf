package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Patterns;
import dev.headroom.receiver.promql.PromqlException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the alerts of a rule set, as far as they matter to a service, ask a Prometheus for. */
final class Questions {

    private final Map<AlertRule, Expr> alerts = new LinkedHashMap<>();
    private final Substitution substitution;

    Questions(RuleSet rules, String service, Catalog catalog) {
        this.substitution = new Substitution(rules, catalog);
        Set<String> rows = new HashSet<>();
        Optional.ofNullable(rules.policy().service(service))
                .ifPresent(policy -> rules.policy()
                        .rows(policy)
                        .forEach(row -> row.when().alerts().forEach(rows::add)));
        for (AlertRule rule : rules.alerts()) {
            boolean gate = rule.labels().containsKey("gate");
            boolean own = rule.isOf(service) && (gate || rule.labels().containsKey("scale"));
            boolean everybodys = gate && !rule.labels().containsKey("service");
            if (own || everybodys || rows.contains(rule.name())) {
                parsed(rule).ifPresent(expr -> alerts.put(rule, expr));
            }
        }
    }

    /** What is no PromQL, lint refuses; Prometheus would not have loaded it. */
    private static Optional<Expr> parsed(AlertRule rule) {
        try {
            return Optional.of(Expr.parse(rule.expression()));
        } catch (PromqlException e) {
            return Optional.empty();
        }
    }

    Map<AlertRule, Expr> alerts() {
        return alerts;
    }

    /** How a signal is asked for: one that a rule records with all its series, so that all alerts ask alike. */
    String query(Expr signal) {
        return substitution.of(whole(signal)).text();
    }

    /** Those of its series that a signal means, of the answer to its query. */
    List<Series> meant(Expr signal, List<Series> answer) {
        return whole(signal).equals(signal)
                ? answer
                : answer.stream()
                        .filter(series -> ((Expr.Selector) signal)
                                .matchers().stream()
                                        .allMatch(matcher -> Patterns.takes(
                                                matcher, series.labels().getOrDefault(matcher.label(), ""))))
                        .toList();
    }

    private Expr whole(Expr signal) {
        return signal instanceof Expr.Selector selector && substitution.records(selector.name())
                ? new Expr.Selector(selector.name(), List.of(), selector.at())
                : signal;
    }

    Set<String> lacking(Expr signal) {
        return substitution.lacking(substitution.of(signal));
    }

    /** Names of all that is asked for, and that the Prometheus lacks. */
    Set<String> lacking() {
        Set<String> lacking = new TreeSet<>();
        alerts.values().stream().flatMap(Vectors::signals).forEach(signal -> lacking.addAll(lacking(signal)));
        return lacking;
    }

    /** All queries, each once. */
    List<String> queries() {
        return alerts.values().stream()
                .flatMap(Vectors::signals)
                .map(this::query)
                .distinct()
                .toList();
    }

    /** Names of what the rules record, and of everything among {@code held} that they could ask for. */
    static Stream<String> names(RuleSet rules, Set<String> held) {
        Stream<String> expressions = Stream.concat(
                rules.alerts().stream().map(AlertRule::expression),
                rules.signals().stream().map(RuleSet.Recording::expression));
        return Stream.concat(
                rules.signals().stream().map(RuleSet.Recording::name), expressions.flatMap(text -> asked(text, held)));
    }

    private static Stream<String> asked(String text, Set<String> held) {
        try {
            return Expr.parse(text)
                    .deep(Expr.Selector.class)
                    .flatMap(selector -> selector.name().isEmpty()
                            ? held.stream().filter(name -> Substitution.takes(selector, name))
                            : Stream.of(selector.name()));
        } catch (PromqlException e) {
            return Stream.empty();
        }
    }
}
