package dev.headroom.receiver.backtest.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.trace.Speed;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.backtest.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Queue and autoscaler beside {@code second_simulation.py}, which shares no code with them and wrote both files. */
class SecondSimulationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("src/test/resources/backtest");

    @Test
    void bothComeToTheSameChanges() throws IOException {
        Trace read = TraceFile.read(FOLDER.resolve("trace.csv"), Speed.DEFAULT);
        Trace trace = read.from(read.begins().truncatedTo(ChronoUnit.MINUTES));
        Candidate.Rules here = (Candidate.Rules) Candidates.folder("here", ROOT).plan();
        Settings settings = Settings.of(here.rules().policy().service("worker-llm"));
        Result result = Run.of(new Candidates(ROOT).of("kpa"), trace, settings);
        assertThat(result.changes())
                .extracting(change -> "%d,%d,%d".formatted((int) change.at(), change.from(), change.to()))
                .hasSizeGreaterThan(10)
                .containsExactlyElementsOf(Files.readAllLines(FOLDER.resolve("changes.csv")).stream()
                        .skip(1)
                        .toList());
    }
}
