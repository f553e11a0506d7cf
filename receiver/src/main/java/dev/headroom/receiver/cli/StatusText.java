package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The API's overview in a table, after whatever is not as it should be.
 *
 * @param screen on which it is to fit
 */
record StatusText(JsonNode overview, Screen screen) {

    /** What is in trouble, and every service on a line. */
    @Override
    public String toString() {
        return text(trouble(), services(), List.of());
    }

    /** The same and why each is as it is: as many lines as the screen has, the services where something happens first. */
    String whole() {
        List<JsonNode> services = services();
        List<String> trouble = trouble();
        int room = screen.lines() - trouble.size() - 4; // the time, the heads, who leads, the cursor
        List<JsonNode> shown = services.stream()
                .sorted(Comparator.comparing(StatusText::isSteady))
                .limit(Math.max(1, room))
                .toList();
        List<String> below = new ArrayList<>(shown.stream()
                .limit(Math.max(0, room - shown.size()))
                .map(StatusText::sentence)
                .toList());
        if (shown.size() < services.size()) {
            below.add("and " + (services.size() - shown.size() + 1) + " more, see: headroom status");
            shown = shown.subList(0, shown.size() - 1);
        }
        return text(trouble, shown, below);
    }

    private String text(List<String> above, List<JsonNode> services, List<String> below) {
        Table table = new Table(
                screen.columns(),
                "SERVICE",
                "DESIRED",
                "READY",
                "MIN..MAX",
                "FLOOR",
                "ROLLOUT",
                "OVERRIDE",
                "COOLDOWNS",
                "FIRING");
        services.forEach(service -> row(table, service));
        return lines(above) + table + lines(below) + lines(leader());
    }

    private String lines(List<String> lines) {
        return lines.stream()
                .map(line -> screen.line(line) + System.lineSeparator())
                .collect(Collectors.joining());
    }

    private List<JsonNode> services() {
        List<JsonNode> services = new ArrayList<>();
        overview.path("services").forEach(services::add);
        return services;
    }

    /** What is not as it should be, and why a count is not known. */
    private List<String> trouble() {
        List<String> lines = new ArrayList<>();
        for (JsonNode check : overview.path("checks")) {
            String name = check.path("name").asText();
            if (!check.path("ok").asBoolean() && !name.equals("leader")) {
                String problem =
                        "not ready: " + name + ": " + check.path("detail").asText();
                lines.add(Colour.RED.of(problem));
            }
        }
        services().stream()
                .filter(service -> service.path("desired").isNull())
                .map(service -> Colour.RED.of(sentence(service)))
                .forEach(lines::add);
        return lines;
    }

    /** Who leads, or why nobody does. */
    private List<String> leader() {
        List<String> lines = new ArrayList<>();
        for (JsonNode check : overview.path("checks")) {
            if (check.path("name").asText().equals("leader")) {
                lines.add(check.path("detail").asText());
            }
        }
        return lines;
    }

    private static String sentence(JsonNode service) {
        return service.path("explanation")
                .path("sentence")
                .asText(service.path("service").asText() + ": not evaluated yet");
    }

    private static boolean isSteady(JsonNode service) {
        return service.path("rollout").isNull()
                && service.path("firing").isEmpty()
                && service.path("override").isNull()
                && !service.hasNonNull("frozen")
                && service.path("desired").equals(service.path("ready"))
                && !service.path("desired").isNull();
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
