package dev.headroom.house;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The picture in ARCHITECTURE.md: who imports whom, read from the sources. */
class PictureTest {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package dev\\.headroom\\.(.+);$");
    private static final Pattern OURS = Pattern.compile("dev\\.headroom\\.((?:[a-z]+\\.)*)[A-Z]");

    /** In the order of a webhook's way; then what is beside it. */
    private static final List<String> ROOMS = List.of(
            "webhook",
            "alertmanager",
            "alert",
            "reconcile",
            "policy",
            "schedule",
            "decision",
            "gpu",
            "rollout",
            "hook",
            "standby",
            "target",
            "store",
            "leader",
            "watch",
            "usage",
            "notify",
            "metrics",
            "web",
            "config",
            "init",
            "lint",
            "matcher",
            "promql",
            "render",
            "backtest",
            "kubernetes",
            "wire",
            "time",
            "loop");

    /** They wire and show all the others. */
    private static final Set<String> LEFT_OUT = Set.of("app", "cli", "demo");

    private final Map<String, Set<String>> arrows = new TreeMap<>();

    @Test
    void thePictureIsWhatTheImportsAre() throws IOException {
        for (String module : Modules.ALL) {
            for (Path source : Modules.sources(module, "main")) {
                read(module, Files.readString(source));
            }
        }
        Set<String> rooms = new TreeSet<>(arrows.keySet());
        rooms.removeAll(Modules.ALL);
        assertThat(rooms).as("rooms of the receiver").isEqualTo(new TreeSet<>(ROOMS));
        new WrittenPart(Modules.ROOT.resolve("ARCHITECTURE.md"), "PictureTest").mustBe(drawn());
    }

    private void read(String module, String source) {
        Matcher declared = PACKAGE.matcher(source);
        assertThat(declared.find()).isTrue();
        String from = room(declared.group(1) + ".");
        if (LEFT_OUT.contains(from) || from.isEmpty()) {
            return;
        }
        Set<String> to = arrows.computeIfAbsent(from, any -> new TreeSet<>());
        Matcher imported = OURS.matcher(source);
        while (imported.find()) {
            to.add(room(imported.group(1)));
        }
        to.remove(from);
    }

    /** A top-level package of the receiver, or another module. */
    private static String room(String below) {
        String[] names = below.split("\\.");
        return switch (names[0]) {
            case "receiver" -> names.length > 1 ? names[1] : "";
            case "ttltuner" -> "ttl-tuner";
            default -> names[0];
        };
    }

    private String drawn() {
        StringBuilder drawn = new StringBuilder("```mermaid\nflowchart TD\n  subgraph receiver\n");
        ROOMS.forEach(room -> drawn.append("    ").append(room).append('\n'));
        drawn.append("  end\n");
        ROOMS.forEach(room -> draw(drawn, room));
        Modules.ALL.stream().filter(module -> !module.equals("receiver")).forEach(module -> draw(drawn, module));
        return drawn.append("```\n").toString();
    }

    private void draw(StringBuilder drawn, String from) {
        Set<String> direct = arrows.get(from);
        Set<String> nearest = direct.stream()
                .filter(to -> direct.stream()
                        .noneMatch(over -> !over.equals(to) && reached(over).contains(to)))
                .collect(toCollection(TreeSet::new));
        if (!nearest.isEmpty()) {
            drawn.append("  ")
                    .append(from)
                    .append(" --> ")
                    .append(String.join(" & ", nearest))
                    .append('\n');
        }
    }

    private Set<String> reached(String from) {
        Set<String> reached = new HashSet<>();
        arrows.get(from).forEach(to -> {
            reached.add(to);
            reached.addAll(reached(to));
        });
        return reached;
    }
}
