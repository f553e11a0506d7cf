package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The good tree with one of its files damaged at random, and a second time: whatever the readers make of rules, routes,
 * policy, settings and dashboards are findings and changes, never an exception. {@code -Dheadroom.fuzz=10m} makes the run
 * longer, {@code -Dheadroom.seed=N} repeats it.
 */
class LintFuzzIT {
    private static final Duration LENGTH =
            Duration.parse("PT" + System.getProperty("headroom.fuzz", "5s").toUpperCase(Locale.ROOT));
    private static final List<String> FILES = List.of(
            "alert-rules/app.rules.yml",
            "alert-rules/signals.rules.yml",
            "alert-rules/scaling-policy.yml",
            "alertmanager/alertmanager.yml",
            "headroom.yml",
            "headroom-lint.yml",
            "grafana-dashboards/app.json");

    /** What YAML, JSON, PromQL, durations, patterns and templates trip over. */
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "\"",
            "'",
            "`",
            "#",
            ":",
            ": ",
            "- ",
            "&a ",
            "*a",
            "<<: *a",
            "!!binary ",
            "| ",
            ">-",
            "?",
            "\t",
            "\n",
            "\n\n",
            "\\",
            "\\u12",
            "\u0000",
            "\u2028",
            "\ud83d\ude80",
            "null",
            "~",
            "yes",
            "NaN",
            "-Inf",
            "1e999",
            "0x",
            "9".repeat(40),
            "9999999y",
            "[5m]",
            "[5m:]",
            "offset -",
            " @ ",
            " and on (",
            "group_left (",
            "=~\"(\"",
            "!~\"[[:alpha:]]+\"",
            "{{",
            "}}",
            "{{ $value }}",
            "$__interval",
            "${",
            "matchers: \"a=b\"",
            "# headroom: ignore x",
            "(".repeat(300),
            "[".repeat(300),
            "x".repeat(5000));

    @TempDir
    private Path folder;

    @Test
    void nothingIsTooStrangeToBeRead() throws IOException {
        long seed = Long.getLong("headroom.seed", System.nanoTime());
        Random random = new Random(seed);
        Path good = Files.createDirectories(folder.resolve("good"));
        Trees.in(good)
                .write("headroom-lint.yml", "ignore: [{rule: humanize, file: alert-rules/a.rules.yml, because: a}]\n");
        int runs = 0;
        for (long end = System.nanoTime() + LENGTH.toNanos(); System.nanoTime() < end; runs++) {
            Trees bad = Trees.in(folder.resolve("bad")).overlay(good);
            String file = FILES.get(random.nextInt(FILES.size()));
            bad.write(file, damaged(Files.readString(good.resolve(file)), random));
            try {
                Report report = bad.lint();
                for (Format format : Format.values()) {
                    assertThat(format.write(report)).isNotNull();
                }
                assertThat(Difference.ofAll(good, bad.root())).isNotEmpty();
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                String text = Files.readString(bad.root().resolve(file), StandardCharsets.UTF_8);
                throw new AssertionError("seed " + seed + ", run " + runs + ", " + file + ":\n" + text, e);
            }
        }
        System.out.println(runs + " damaged files read, seed " + seed);
        assertThat(runs).isPositive();
    }

    private static String damaged(String text, Random random) {
        String damaged = text;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            damaged = once(damaged, random);
        }
        return new String(damaged.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8); // half a rocket is no text
    }

    private static String once(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(12));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at) + text.substring(end);
            case 1 -> text.substring(0, at) + text.substring(at, end) + text.substring(at);
            case 2 -> line(text, random);
            default -> text.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(at);
        };
    }

    /** Repeats a line, or moves it. */
    private static String line(String text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        String line = random.nextBoolean()
                ? lines.get(random.nextInt(lines.size()))
                : lines.remove(random.nextInt(lines.size()));
        lines.add(random.nextInt(lines.size() + 1), line);
        return String.join("\n", lines);
    }
}
