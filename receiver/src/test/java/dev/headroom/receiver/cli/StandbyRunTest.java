package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/backtest.md with replicas that sleep, and the tables below them. */
class StandbyRunTest {

    @TempDir
    private static Path folder;

    private static DocumentedRun day;
    private static DocumentedRun steps;

    @BeforeAll
    static void play() throws IOException {
        day = DocumentedRun.of(
                "./headroom backtest --trace docs/backtest/azure-llm-code-2023.csv --day --scale 2 --against standby",
                folder);
        steps = DocumentedRun.of("./headroom backtest --rules alert-rules/demand --ramp", folder);
    }

    /** With {@code -Dheadroom.write=true} it writes the document's tables anew. */
    @Test
    void theDocumentShowsThem() throws IOException {
        new WrittenPart(DocumentedRun.DOCUMENT, "StandbyRunTest").mustBe(day.table() + "\n" + steps.table());
    }

    @Test
    void whoWakesServesNoFewerInTimeAndNeedsFewerHours() {
        assertThat(day.number("standby:4s,2", 2)).isGreaterThan(day.number("here", 2));
        assertThat(List.of("standby:4s,2", "standby:4s,5", "standby:20s,5", "standby:60s,5"))
                .allSatisfy(asleep ->
                        assertThat(steps.number(asleep, 2)).isGreaterThan(steps.number("alert-rules/demand", 2) - 0.2));
        assertThat(steps.number("standby:4s,5", 5))
                .as("replica hours")
                .isLessThan(steps.number("alert-rules/demand", 5));
    }
}
