package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of docs/backtest.md that plays the run which llm-d published, and the table below it. */
class PublishedRunTest {

    /** Of the load and until all has gone down again, as llm-d counts. */
    private static final double HOURS = 2490 / 3600.0;

    @TempDir
    private static Path folder;

    private static DocumentedRun run;

    @BeforeAll
    static void play() throws IOException {
        run = DocumentedRun.of("./headroom backtest --ramp", folder);
    }

    /** With {@code -Dheadroom.write=true} it writes the document's table anew. */
    @Test
    void theDocumentShowsIt() throws IOException {
        new WrittenPart(DocumentedRun.DOCUMENT, "PublishedRunTest").mustBe(run.table());
    }

    /** Published: 95.8 % at 5.93 replicas, and 100 % with eight that stay. */
    @Test
    void itIsNearWhatWasPublished() {
        assertThat(run.number("llmd", 2)).isBetween(95.8 - 5, 95.8 + 5);
        assertThat(run.number("llmd", 5) / HOURS).isBetween(5.93 * 0.9, 5.93 * 1.1);
        assertThat(run.number("static:8", 2)).isEqualTo(100);
    }
}
