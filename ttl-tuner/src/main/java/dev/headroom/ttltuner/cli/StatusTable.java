package dev.headroom.ttltuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The tuner's status as a table. */
final class StatusTable {
    private static final int TROUBLE = 1;

    private StatusTable() {}

    /** Prints it; the exit code tells whether Redis is well. */
    static int print(JsonNode status, PrintStream out) {
        Table table = new Table(
                "MODE",
                "TTL",
                "HIT RATE",
                "TARGET",
                "PREDICTED",
                "CEILING",
                "LAST CHANGE",
                "NEXT MOVE NOT BEFORE",
                "WHY");
        for (JsonNode mode : status.path("modes")) {
            table.row(
                    mode.path("mode").asText(),
                    mode.has("ttl") ? mode.path("ttl").asText() + "s" : "-",
                    percent(mode, "hit_rate"),
                    percent(mode, "target"),
                    percent(mode, "predicted"),
                    percent(mode, "ceiling"),
                    change(mode.path("last_change")),
                    mode.has("not_before") ? time(mode.path("not_before").asText()) : "-",
                    why(mode));
        }
        table.print(out);
        return trouble(status, out);
    }

    private static int trouble(JsonNode status, PrintStream out) {
        boolean well = status.path("redis").asText().equals("ok");
        if (!well) {
            out.println("Redis: " + status.path("redis").asText() + "; no TTL is changed until it is well.");
        }
        return well ? 0 : TROUBLE;
    }

    private static String why(JsonNode mode) {
        String detail = mode.path("detail").asText();
        String state = mode.path("unreachable").asBoolean() ? "UNREACHABLE; " : "";
        return state + mode.path("outcome").asText() + ": " + mode.path("why").asText()
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    private static String percent(JsonNode mode, String key) {
        return mode.has(key)
                ? String.format(Locale.ROOT, "%.1f%%", 100 * mode.path(key).asDouble())
                : "-";
    }

    private static String change(JsonNode change) {
        return change.has("at")
                ? (change.path("from").asInt() == 0
                                ? "none"
                                : change.path("from").asText()) + "->"
                        + change.path("to").asText() + "s "
                        + time(change.path("at").asText())
                : "-";
    }

    private static String time(String instant) {
        return instant.equals("never")
                ? instant
                : Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
