package dev.headroom.receiver.backtest.past;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.receiver.backtest.alerting.Firing;
import dev.headroom.receiver.backtest.report.JsonReport;
import dev.headroom.receiver.backtest.report.Report;
import dev.headroom.receiver.backtest.report.TextReport;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What came of playing candidates on a past.
 *
 * @param report figures and changes
 * @param firings when each alert would have fired, by candidate
 * @param notes what a reader must know to judge it, each a sentence
 */
public record PastReport(Report report, Map<String, Map<AlertRule, List<Firing>>> firings, List<String> notes) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** For a terminal. */
    public String text() {
        return TextReport.of(report, FiringTable.rows(firings))
                + HourTable.text(report)
                + (notes.isEmpty() ? "" : "\n" + String.join("\n", notes) + "\n");
    }

    /** For programs. */
    public String json() {
        try {
            ObjectNode all = (ObjectNode) JSON.readTree(JsonReport.of(report));
            ObjectNode alerts = all.putObject("alerts");
            firings.forEach((candidate, own) -> {
                ArrayNode list = alerts.putArray(candidate);
                own.forEach((rule, times) -> alert(list.addObject(), rule, times));
            });
            ArrayNode told = all.putArray("notes");
            notes.forEach(told::add);
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void alert(ObjectNode into, AlertRule rule, List<Firing> times) {
        into.put("alert", rule.name());
        into.put("service", rule.labels().getOrDefault("service", ""));
        into.put("trigger", rule.labels().getOrDefault("trigger", ""));
        into.put("scale", rule.labels().getOrDefault("scale", ""));
        into.put("fired", times.size());
        into.put("seconds", total(times).toSeconds());
        into.put("longest_seconds", longest(times).toSeconds());
        ArrayNode list = into.putArray("firings");
        times.forEach(time ->
                list.addArray().add(time.from().toString()).add(time.until().toString()));
    }

    static Duration total(List<Firing> times) {
        return times.stream().map(Firing::length).reduce(Duration.ZERO, Duration::plus);
    }

    static Duration longest(List<Firing> times) {
        return times.stream().map(Firing::length).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** To the minute where it is longer than an hour. */
    static String words(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        long days = time.toDays();
        String hours = time.toHoursPart() > 0 ? time.toHoursPart() + "h" : "";
        String minutes = time.toMinutesPart() > 0 ? time.toMinutesPart() + "m" : "";
        String seconds = time.toHours() == 0 && time.toSecondsPart() > 0 ? time.toSecondsPart() + "s" : "";
        return (days > 0 ? days + "d" : "") + hours + minutes + seconds;
    }

    /** What there is not, and what comes of it: a sentence for each set of alerts. */
    static List<String> lacking(List<Map<String, Set<String>>> missing, String effect) {
        Map<String, Set<String>> alerts = new TreeMap<>();
        missing.forEach(one -> one.forEach((name, needing) ->
                alerts.computeIfAbsent(name, first -> new TreeSet<>()).addAll(needing)));
        Map<Set<String>, Set<String>> names = new LinkedHashMap<>();
        alerts.forEach((name, needing) ->
                names.computeIfAbsent(needing, first -> new TreeSet<>()).add(name));
        return names.entrySet().stream()
                .map(entry -> "nothing is told of " + String.join(", ", entry.getValue()) + effect
                        + String.join(", ", entry.getKey()))
                .toList();
    }
}
