package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The API's list of services as a table. */
record StatusText(JsonNode services) {

    @Override
    public String toString() {
        Table table = new Table(
                "SERVICE", "DESIRED", "READY", "MIN..MAX", "FLOOR", "ROLLOUT", "OVERRIDE", "COOLDOWNS", "FIRING");
        services.forEach(service -> row(table, service));
        return table.toString();
    }

    /** Who leads, and what is not as it should be; each on a line. */
    static String checks(JsonNode checks) {
        StringBuilder lines = new StringBuilder();
        for (JsonNode check : checks) {
            String detail = check.path("detail").asText();
            if (check.path("name").asText().equals("leader")) {
                lines.append(detail).append(System.lineSeparator());
            } else if (!check.path("ok").asBoolean()) {
                String problem = "not ready: " + check.path("name").asText() + ": " + detail;
                lines.append(Colour.RED.of(problem)).append(System.lineSeparator());
            }
        }
        return lines.toString();
    }

    private static void row(Table table, JsonNode service) {
        String desired = count(service.path("desired"));
        String ready = count(service.path("ready"));
        table.row(
                service.path("service").asText(),
                desired,
                (ready.equals(desired) ? Colour.GREEN : Colour.YELLOW).of(ready),
                service.path("min").asText() + ".." + service.path("max").asText(),
                service.path("floor").asText(),
                rollout(service.path("rollout")),
                overrides(service),
                list(service.path("cooldowns"), StatusText::cooldown),
                list(service.path("firing"), name -> Colour.RED.of(name.asText())));
    }

    private static String overrides(JsonNode service) {
        List<String> words = new ArrayList<>();
        if (service.hasNonNull("frozen")) {
            words.add("frozen by " + service.path("frozen").asText());
        }
        if (service.hasNonNull("override")) {
            words.add(OverrideText.of(service.path("override")));
        }
        return words.isEmpty() ? "-" : Colour.YELLOW.of(String.join("; ", words));
    }

    private static String count(JsonNode node) {
        return node.isNull() ? "?" : node.asText();
    }

    private static String rollout(JsonNode rollout) {
        return rollout.isNull()
                ? "-"
                : rollout.path("phase").asText() + " " + rollout.path("from").asText() + "->"
                        + rollout.path("to").asText();
    }

    /** {@code queue_length 4m12s} */
    private static String cooldown(JsonNode cooldown) {
        Duration left = Duration.between(
                Instant.now(), Instant.parse(cooldown.path("until").asText()));
        long seconds = Math.max(0, left.toSeconds());
        return cooldown.path("source").asText() + " " + (seconds < 60 ? "" : seconds / 60 + "m") + seconds % 60 + "s";
    }

    private static String list(JsonNode array, Function<JsonNode, String> word) {
        List<String> words = new ArrayList<>();
        array.forEach(item -> words.add(word.apply(item)));
        return words.isEmpty() ? "-" : String.join(", ", words);
    }
}
