package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.alerting.Firing;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often and how long each alert would have fired, beside each other for all candidates. */
final class FiringTable {

    private FiringTable() {}

    static List<List<String>> rows(Map<String, Map<AlertRule, List<Firing>>> firings) {
        List<String> head = new ArrayList<>(List.of("alert", "trigger", "scale"));
        firings.keySet().forEach(candidate -> head.addAll(List.of(candidate + ": fired", "in all", "longest")));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        names(firings).forEach((name, rule) -> rows.add(row(name, rule, firings)));
        return rows;
    }

    private static Map<String, AlertRule> names(Map<String, Map<AlertRule, List<Firing>>> firings) {
        Map<String, AlertRule> names = new LinkedHashMap<>();
        firings.values().forEach(own -> own.keySet().forEach(rule -> names.putIfAbsent(rule.name(), rule)));
        return names;
    }

    private static List<String> row(String name, AlertRule rule, Map<String, Map<AlertRule, List<Firing>>> firings) {
        List<String> row = new ArrayList<>(List.of(
                name, rule.labels().getOrDefault("trigger", "-"), rule.labels().getOrDefault("scale", "-")));
        firings.values().forEach(own -> row.addAll(cells(name, own)));
        return row;
    }

    private static List<String> cells(String name, Map<AlertRule, List<Firing>> own) {
        return own.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(times -> List.of(
                        times.size() + "x",
                        PastReport.words(PastReport.total(times)),
                        PastReport.words(PastReport.longest(times))))
                .orElse(List.of("no such alert", "-", "-"));
    }
}
