package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import dev.headroom.receiver.lint.Tree.TriggerKey;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the tree fit each other, whatever they say: a row of the routes' test for each alert, docs/rules.md as it is. */
class ShippedRulesTest {
    private static final Tree TREE = Tree.read(Trees.SHIPPED);
    private static final Path DOCUMENT = Trees.SHIPPED.resolve("docs/rules.md");
    private static final Path ROUTES = Trees.SHIPPED.resolve("alertmanager/tests/routes.txt");

    private static List<SpecRow> rows() {
        return SpecRow.all();
    }

    private static List<String> scales(SpecRow row) {
        return row.down().equals("-") ? List.of("up") : List.of("up", "down");
    }

    private static Alert alert(SpecRow row, String scale) {
        List<Alert> alerts = TREE.rules().byTrigger().get(row.key()).stream()
                .filter(alert -> alert.scale().equals(scale))
                .toList();
        assertThat(alerts).as("alerts of %s, %s", row, scale).hasSize(1);
        return alerts.get(0);
    }

    @Test
    void everyDownAsksWhetherOneFewerCouldCarryTheLoad() {
        assertThat(TREE.rules().alerts().stream().filter(alert -> alert.scale().equals("down")))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(alert.expression().guards())
                        .extracting(guard -> guard.signal() + " " + guard.threshold())
                        .contains(
                                alert.label("service").equals("worker-llm")
                                        ? "service:load_if_one_fewer:max1h < 0.60"
                                        : "service:load_if_one_fewer:max10m < 0.70"));
    }

    @Test
    void everyAlertHasALineInTheTestOfTheRoutes() throws IOException {
        List<String> lines = Files.readAllLines(ROUTES);
        assertThat(TREE.rules().alerts())
                .allSatisfy(alert -> assertThat(lines)
                        .anySatisfy(line -> assertThat(line)
                                .startsWith("alertname=" + alert.name() + " ")
                                .contains(constant(alert))));
    }

    /** The labels that the rule itself sets. */
    private static List<String> constant(Alert alert) {
        return alert.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue().text())
                .toList();
    }

    /** With {@code -Dheadroom.write=true} it writes the document anew. */
    @Test
    void theDocumentShowsTheRules() throws IOException {
        new WrittenPart(DOCUMENT, "ShippedRulesTest").mustBe(tables());
    }

    private static String tables() {
        return table(
                        "| spec | alert | expression | for | cooldown | action |",
                        Stream.concat(
                                rows().stream()
                                        .flatMap(row -> scales(row).stream().map(scale -> line(row, scale))),
                                others()))
                + "\n"
                + table(
                        "| spec 4.1 | when | priority | cooldown | action |",
                        TREE.policy().orElseThrow().policy().matrix().stream().map(ShippedRulesTest::line))
                + "\n"
                + table(
                        "| other alert | expression | for | labels | goes to |",
                        TREE.rules().alerts().stream()
                                .filter(alert -> alert.scale().isEmpty())
                                .map(ShippedRulesTest::line))
                + "\n"
                + table(
                        "| service | trigger | alert | scrape | rules | for | notify | warm-up | start | worst case |",
                        Reaction.all(TREE).stream()
                                .map(TextReport::row)
                                .map(cells -> "| " + String.join(" | ", cells) + " |"));
    }

    /** Alerts whose triggers no specification knows. */
    private static Stream<String> others() {
        Set<TriggerKey> known = rows().stream().map(SpecRow::key).collect(Collectors.toSet());
        return TREE.rules().byTrigger().entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream().map(alert -> line("-", entry.getKey(), alert)));
    }

    private static String table(String head, Stream<String> lines) {
        String rule = head.replaceAll("[^|]+", "---");
        return Stream.concat(Stream.of(head, rule), lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String line(SpecRow row, String scale) {
        return line(
                row.section() + " " + row.metric() + ", " + escaped(row.words(scale)), row.key(), alert(row, scale));
    }

    private static String line(String specified, TriggerKey key, Alert alert) {
        ServicePolicy service = TREE.policy().orElseThrow().policy().services().get(key.service());
        Trigger trigger = service.triggers().get(key.trigger());
        String action = switch (alert.scale()) {
            case "up" -> " +" + service.replicas().upIncrement();
            case "down" -> " -" + service.replicas().downIncrement();
            default -> " to its number";
        };
        return "| "
                + String.join(
                        " | ",
                        specified,
                        alert.name(),
                        code(alert),
                        Durations.words(alert.pending()),
                        trigger.cooldown().isZero() ? "none" : Durations.words(trigger.cooldown()),
                        key.service() + action)
                + " |";
    }

    private static String line(MatrixRule row) {
        String effects = new TreeMap<>(row.then())
                .entrySet().stream()
                        .map(effect -> effect.getKey() + ": " + words(effect.getValue()))
                        .collect(Collectors.joining(", "));
        String when = TREE.policy()
                .orElseThrow()
                .yaml()
                .each("matrix")
                .filter(candidate -> candidate.text("name").equals(row.name()))
                .flatMap(candidate -> candidate.get("when").stream())
                .map(ShippedRulesTest::words)
                .findFirst()
                .orElseThrow();
        return "| "
                + String.join(" | ", row.name(), when, row.priority().name(), Durations.words(row.cooldown()), effects)
                + " |";
    }

    private static String words(Yaml when) {
        if (when.isText()) {
            return when.text();
        }
        if (when.get("window").isPresent()) {
            return "in window " + when.text("window");
        }
        String word = when.entries().keySet().iterator().next();
        return word + " of (" + when.each(word).map(ShippedRulesTest::words).collect(Collectors.joining(", ")) + ")";
    }

    private static String words(Effect effect) {
        if (effect instanceof Effect.ScaleTo to) {
            return "scale to " + to.replicas();
        }
        return effect.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    private static String line(Alert alert) {
        String labels = alert.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue().text())
                .collect(Collectors.joining(" "));
        String receivers = TREE.routing().orElseThrow().taken(alert.routed()).stream()
                .map(Route::receiver)
                .distinct()
                .collect(Collectors.joining(", "));
        return "| " + String.join(" | ", alert.name(), code(alert), Durations.words(alert.pending()), labels, receivers)
                + " |";
    }

    private static String code(Alert alert) {
        return "`" + escaped(alert.expression().text()) + "`";
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }
}
