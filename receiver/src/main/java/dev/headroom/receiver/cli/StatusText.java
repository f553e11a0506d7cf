package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The API's overview in a table, after whatever is not as it should be.
 *
 * @param screen on which it is to fit
 */
record StatusText(JsonNode overview, Screen screen) {

    private static final Set<String> TOLD_ABOVE = Set.of("blind", "unknown");
    private static final int ADVISED = 3;

    /** What is in trouble, and every service on a line. */
    @Override
    public String toString() {
        return text(trouble(), services(), List.of());
    }

    /** The same and why each is as it is: as many lines as the screen has, the worst first, as the receiver tells them. */
    String whole() {
        List<JsonNode> services = services();
        List<String> trouble = trouble();
        int room = screen.lines() - trouble.size() - 4; // the time, the heads, who leads, the cursor
        List<JsonNode> shown = services.stream().limit(Math.max(1, room)).toList();
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

    /** Whether all is well, and of what is not: since when, what is done about it and what a person can do. */
    private List<String> trouble() {
        List<String> lines = new ArrayList<>();
        JsonNode summary = overview.path("summary");
        Colour colour = summary.path("well").asBoolean() ? Colour.GREEN : Colour.RED;
        if (summary.hasNonNull("text")) {
            lines.add(colour.of(summary.path("text").asText()));
        }
        summary.path("notices")
                .forEach(notice -> advice(lines, notice, notice.path("what").asText()));
        services().stream()
                .filter(StatusText::isAdvised)
                .limit(ADVISED)
                .forEach(service -> advice(lines, service.path("diagnosis"), head(service)));
        return lines;
    }

    /** Of what all share the notices tell already. */
    private static boolean isAdvised(JsonNode service) {
        JsonNode diagnosis = service.path("diagnosis");
        return diagnosis.path("group").asText().equals("trouble")
                && !TOLD_ABOVE.contains(diagnosis.path("condition").asText());
    }

    private static String head(JsonNode service) {
        JsonNode diagnosis = service.path("diagnosis");
        return "%s %s: %s"
                .formatted(
                        service.path("service").asText(),
                        diagnosis.path("word").asText(),
                        diagnosis.path("what").asText());
    }

    private void advice(List<String> lines, JsonNode diagnosis, String what) {
        String since = diagnosis.hasNonNull("since")
                ? " (since " + at(diagnosis.path("since").asText()) + ")"
                : "";
        boolean bad = diagnosis.path("bad").asBoolean(true);
        lines.add((bad ? Colour.RED : Colour.YELLOW).of(what + since));
        lines.add("  Headroom: " + diagnosis.path("does").asText());
        lines.add("  You: " + diagnosis.path("can").asText());
    }

    private String at(String time) {
        return Times.in(ExplanationJson.zone(overview)).at(Instant.parse(time), now());
    }

    /** The receiver's present; a clock of another machine may be off. */
    private Instant now() {
        return Instant.parse(overview.path("now").asText("1970-01-01T00:00:00Z"));
    }

    /** Who leads, or why nobody does, and where all these times are. */
    private List<String> leader() {
        List<String> lines = new ArrayList<>();
        for (JsonNode check : overview.path("checks")) {
            if (check.path("name").asText().equals("leader")) {
                lines.add(check.path("detail").asText() + "; times in " + Times.name(ExplanationJson.zone(overview)));
            }
        }
        return lines;
    }

    private static String sentence(JsonNode service) {
        return service.path("explanation")
                .path("sentence")
                .asText(service.path("service").asText() + ": not evaluated yet");
    }

    private void row(Table table, JsonNode service) {
        String desired = count(service.path("desired"));
        String ready = count(service.path("ready"));
        table.row(
                service.path("service").asText(),
                desired,
                (ready.equals(desired) ? Colour.GREEN : Colour.YELLOW).of(ready) + asleep(service),
                service.path("min").asText() + ".." + service.path("max").asText(),
                service.path("floor").asText(),
                rollout(service.path("rollout")),
                overrides(service),
                list(service.path("cooldowns"), this::cooldown),
                list(service.path("firing"), name -> Colour.RED.of(name.asText())));
    }

    /** {@code  +1 asleep}, beside those that are ready. */
    private static String asleep(JsonNode service) {
        int asleep = service.path("asleep").asInt();
        int waking = service.path("waking").asInt();
        return (asleep == 0 ? "" : " +" + asleep + " asleep") + (waking == 0 ? "" : " +" + waking + " waking");
    }

    private String overrides(JsonNode service) {
        List<String> words = new ArrayList<>();
        if (service.hasNonNull("frozen")) {
            words.add("frozen by " + service.path("frozen").asText());
        }
        if (service.hasNonNull("override")) {
            words.add(OverrideText.of(service.path("override"), this::at));
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
    private String cooldown(JsonNode cooldown) {
        Duration left =
                Duration.between(now(), Instant.parse(cooldown.path("until").asText()));
        long seconds = Math.max(0, left.toSeconds());
        return cooldown.path("source").asText() + " " + (seconds < 60 ? "" : seconds / 60 + "m") + seconds % 60 + "s";
    }

    private static String list(JsonNode array, Function<JsonNode, String> word) {
        List<String> words = new ArrayList<>();
        array.forEach(item -> words.add(word.apply(item)));
        return words.isEmpty() ? "-" : String.join(", ", words);
    }
}
