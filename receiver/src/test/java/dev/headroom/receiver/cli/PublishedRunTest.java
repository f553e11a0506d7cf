package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command of docs/backtest.md that plays the run which llm-d published, and the table below it. */
class PublishedRunTest {

    private static final Path DOCUMENT = Path.of("../docs/backtest.md");

    /** Of the load and until all has gone down again, as llm-d counts. */
    private static final double HOURS = 2490 / 3600.0;

    @TempDir
    private static Path folder;

    private static List<String> rows = List.of();

    @BeforeAll
    static void play() throws IOException {
        Path report = folder.resolve("run.md");
        String[] words = Stream.concat(command(), Stream.of("--rules", "..", "--report", report.toString()))
                .toArray(String[]::new);
        PrintStream before = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new BacktestCommand()).execute(words)).isZero();
        } finally {
            System.setOut(before);
        }
        rows = Files.readAllLines(report).stream()
                .map(row -> row.replace("../", "").replace("| .. |", "| here |"))
                .filter(row -> row.startsWith("|"))
                .takeWhile(row -> !row.startsWith("| minutes"))
                .toList();
    }

    /** As it stands in the document, seen from this module's folder. */
    private static Stream<String> command() throws IOException {
        String document = Files.readString(DOCUMENT);
        String command = document.substring(document.indexOf("./headroom backtest --ramp"));
        String line = command.substring(0, command.indexOf("\n\n"))
                .replace("\\\n", " ")
                .replace("'", "");
        return Arrays.stream(line.split(" +"))
                .skip(2)
                .map(word -> word.replaceFirst("^(keda:)?(docs|alert-rules)/", "$1../$2/"));
    }

    /** With {@code -Dheadroom.write=true} it writes the document's table anew. */
    @Test
    void theDocumentShowsIt() throws IOException {
        new WrittenPart(DOCUMENT, "PublishedRunTest").mustBe(String.join("\n", rows) + "\n");
    }

    /** Published: 95.8 % at 5.93 replicas, and 100 % with eight that stay. */
    @Test
    void itIsNearWhatWasPublished() {
        assertThat(number("llmd", 2)).isBetween(95.8 - 5, 95.8 + 5);
        assertThat(number("llmd", 5) / HOURS).isBetween(5.93 * 0.9, 5.93 * 1.1);
        assertThat(number("static:8", 2)).isEqualTo(100);
    }

    private static double number(String candidate, int column) {
        return rows.stream()
                .map(row -> row.split("\\|"))
                .filter(cells -> cells[1].strip().equals(candidate))
                .mapToDouble(cells -> Double.parseDouble(cells[column].replaceAll("[^0-9.]", "")))
                .findFirst()
                .orElseThrow();
    }
}
