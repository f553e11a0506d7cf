package dev.headroom.receiver.backtest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.candidate.Result.Figures;
import dev.headroom.receiver.backtest.model.Objective;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report for programs. */
public final class JsonReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReport() {}

    public static String of(Report report) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("trace", report.title());
        all.put("service", report.service());
        all.put("begins", report.begins().toString());
        objective(all, report.objective());
        all.put(
                "candidates",
                report.results().stream().map(result -> result(report, result)).toList());
        all.put("differences", Words.of(report));
        all.put("not_modelled", Columns.notModelled(report));
        all.put("notes", Columns.notes(report));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void objective(Map<String, Object> all, Objective objective) {
        if (objective instanceof Objective.Begin begin) {
            all.put("objective_seconds", begin.seconds());
        }
        if (objective instanceof Objective.Stream stream) {
            finite(all, "objective_ttft_seconds", stream.ttft());
            finite(all, "objective_tpot_seconds", stream.tpot());
        }
    }

    private static void finite(Map<String, Object> all, String name, double number) {
        if (Double.isFinite(number)) {
            all.put(name, number);
        }
    }

    private static Map<String, Object> result(Report report, Result result) {
        Figures figures = result.figures();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", result.name());
        told.put("requests", figures.requests());
        told.put("objective", figures.objective());
        told.put("p99_wait_seconds", figures.p99Wait());
        told.put("failures", figures.failures());
        finite(told, "p90_ttft_seconds", figures.p90Ttft());
        finite(told, "p90_tpot_seconds", figures.p90Tpot());
        told.put("replica_hours", figures.replicaHours());
        told.put("actions", figures.actions());
        told.put("reversals", figures.reversals());
        told.put("minutes_at_max", figures.minutesAtMax());
        if (result.draws().size() > 1) {
            told.put("draws", result.draws().stream().map(JsonReport::draw).toList());
        }
        Map<String, Double> refused = new LinkedHashMap<>();
        figures.refused().forEach((guard, minutes) -> refused.put(guard.word(), minutes));
        told.put("minutes_refused", refused);
        told.put("on_front", report.front().contains(result));
        told.put(
                "changes",
                report.front().isEmpty()
                        ? result.changes().stream()
                                .map(change -> change(report, change))
                                .toList()
                        : List.of());
        return told;
    }

    /** Of one seed of several. */
    private static Map<String, Object> draw(Figures figures) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("objective", figures.objective());
        told.put("p99_wait_seconds", figures.p99Wait());
        told.put("failures", figures.failures());
        told.put("replica_hours", figures.replicaHours());
        return told;
    }

    private static Map<String, Object> change(Report report, Change change) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("at", report.begins().plusMillis(Math.round(change.at() * 1e3)).toString());
        told.put("from", change.from());
        told.put("to", change.to());
        told.put("why", change.why());
        return told;
    }
}
