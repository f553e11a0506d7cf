package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.AlertRef;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the API's form of an explanation. */
final class ExplanationJson {

    private ExplanationJson() {}

    static Explanation read(JsonNode json) {
        String priority = text(json, "priority");
        return new Explanation(
                json.path("service").asText(),
                Instant.parse(json.path("at").asText()),
                Outcome.valueOf(upper(json, "outcome")),
                Reason.valueOf(upper(json, "reason")),
                json.path("from").asInt(),
                json.path("to").asInt(),
                text(json, "source"),
                priority == null ? null : Priority.valueOf(priority),
                instant(json),
                verdicts(json.path("verdicts")),
                alerts(json.path("alerts")),
                text(json, "note"),
                against(json.path("against")));
    }

    private static List<Verdict> verdicts(JsonNode array) {
        List<Verdict> verdicts = new ArrayList<>();
        array.forEach(verdict -> verdicts.add(new Verdict(
                Guard.valueOf(upper(verdict, "guard")),
                verdict.path("verdict").asText().equals("pass"),
                verdict.path("detail").asText(),
                instant(verdict))));
        return verdicts;
    }

    private static List<Explanation.Against> against(JsonNode array) {
        List<Explanation.Against> against = new ArrayList<>();
        array.forEach(wish -> {
            List<String> alerts = new ArrayList<>();
            wish.path("alerts").forEach(alert -> alerts.add(alert.asText()));
            against.add(new Explanation.Against(
                    wish.path("source").asText(),
                    Priority.valueOf(wish.path("priority").asText()),
                    wish.path("wants").asInt(),
                    alerts));
        });
        return against;
    }

    private static List<AlertRef> alerts(JsonNode array) {
        List<AlertRef> alerts = new ArrayList<>();
        array.forEach(alert -> alerts.add(new AlertRef(
                alert.path("name").asText(), alert.path("fingerprint").asText())));
        return alerts;
    }

    private static String upper(JsonNode json, String field) {
        return json.path(field).asText().toUpperCase(Locale.ROOT);
    }

    private static @Nullable String text(JsonNode json, String field) {
        return json.hasNonNull(field) ? json.path(field).asText() : null;
    }

    private static @Nullable Instant instant(JsonNode json) {
        String until = text(json, "until");
        return until == null ? null : Instant.parse(until);
    }
}
