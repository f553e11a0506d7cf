package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A backtest that docs/backtest.md shows, and the rows of its table. */
record DocumentedRun(List<String> rows) {

    static final Path DOCUMENT = Path.of("../docs/backtest.md");

    /**
     * Runs it as it stands in the document.
     *
     * @param begins how the command begins
     * @param folder for its report
     */
    static DocumentedRun of(String begins, Path folder) throws IOException {
        Path report = Files.createTempFile(folder, "run", ".md");
        List<String> command = command(begins);
        Stream<String> judged = command.contains("--rules") ? Stream.of() : Stream.of("--rules", "..");
        String[] words = Stream.of(command.stream(), judged, Stream.of("--report", report.toString()))
                .flatMap(some -> some)
                .toArray(String[]::new);
        PrintStream before = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new BacktestCommand()).execute(words)).isZero();
        } finally {
            System.setOut(before);
        }
        return new DocumentedRun(Files.readAllLines(report).stream()
                .map(row -> row.replace("../", "").replace("| .. |", "| here |"))
                .filter(row -> row.startsWith("|"))
                .takeWhile(row -> !row.startsWith("| minutes"))
                .toList());
    }

    /** Seen from this module's folder. */
    private static List<String> command(String begins) throws IOException {
        String document = Files.readString(DOCUMENT);
        String command = document.substring(document.indexOf(begins));
        String line = command.substring(0, command.indexOf("\n\n"))
                .replace("\\\n", " ")
                .replace("'", "");
        return Arrays.stream(line.split(" +"))
                .skip(2)
                .map(word -> word.replaceFirst("^(keda:)?(docs|alert-rules)/", "$1../$2/"))
                .toList();
    }

    double number(String candidate, int column) {
        return rows.stream()
                .map(row -> row.split("\\|"))
                .filter(cells -> cells[1].strip().equals(candidate))
                .mapToDouble(cells -> Double.parseDouble(cells[column].replaceAll("[^0-9.]", "")))
                .findFirst()
                .orElseThrow();
    }

    String table() {
        return String.join("\n", rows) + "\n";
    }
}
