package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.backtest.alerting.Alerting;
import dev.headroom.receiver.backtest.alerting.Firing;
import dev.headroom.receiver.backtest.candidate.News;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import dev.headroom.receiver.promql.Expr;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What alert rules make of a past. */
final class PastNews implements News {

    private final Past past;
    private final Questions questions;
    private final Map<String, Set<String>> missing = new TreeMap<>();
    private final Map<String, Set<String>> without = new TreeMap<>();
    private final Alerting alerting;
    private int point;

    PastNews(Past past, Questions questions) {
        this.past = past;
        this.questions = questions;
        List<Alerting.Instance> instances = new ArrayList<>();
        questions.alerts().forEach((rule, expr) -> instances.addAll(instances(rule, expr)));
        this.alerting = new Alerting(instances, Map.of());
    }

    private List<Alerting.Instance> instances(AlertRule rule, Expr expr) {
        Vector vector = Vectors.of(expr, this::series);
        Map<String, Set<String>> told = vector.labels().isEmpty() ? missing : without;
        Vectors.signals(expr)
                .filter(signal -> series(signal).isEmpty())
                .filter(signal -> !questions.lacking(signal).isEmpty())
                .forEach(signal -> told.computeIfAbsent(words(signal), first -> new TreeSet<>())
                        .add(rule.name()));
        List<Alerting.Instance> instances = new ArrayList<>();
        for (int i = 0; i < vector.labels().size(); i++) {
            int element = i;
            instances.add(new Alerting.Instance(
                    rule,
                    vector.labels().get(i),
                    () -> vector.has(element, point)
                            ? OptionalDouble.of(vector.value(element, point))
                            : OptionalDouble.empty()));
        }
        return instances;
    }

    private String words(Expr signal) {
        return signal.text() + " (there is no " + String.join(", ", questions.lacking(signal)) + ")";
    }

    private List<Series> series(Expr signal) {
        return questions.meant(signal, past.answers().getOrDefault(questions.query(signal), List.of()));
    }

    @Override
    public List<AlertUpdate> step(long seconds, Instant now) {
        long passed = Duration.between(past.range().from(), now).toMillis()
                / past.range().step().toMillis();
        point = (int) Math.min(passed, past.range().points() - 1L);
        return alerting.step(seconds, now);
    }

    @Override
    public List<Alert> active() {
        return alerting.active();
    }

    @Override
    public Map<String, Set<String>> missing() {
        return Map.of();
    }

    /** Signals of which nothing is told, as metrics are lacking, with the alerts that never fire without them. */
    Map<String, Set<String>> neverFiring() {
        return missing;
    }

    /** Such signals with the alerts that are told as if these were silent. */
    Map<String, Set<String>> toldWithout() {
        return without;
    }

    /** When each alert fired, in the order of the rules; empty lists for those that did not. */
    Map<AlertRule, List<Firing>> firings() {
        Map<String, List<Firing>> all = alerting.firings();
        Map<AlertRule, List<Firing>> firings = new LinkedHashMap<>();
        questions.alerts().keySet().forEach(rule -> firings.put(rule, all.getOrDefault(rule.name(), List.of())));
        return firings;
    }
}
