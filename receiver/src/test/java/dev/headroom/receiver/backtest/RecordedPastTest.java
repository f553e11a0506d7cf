package dev.headroom.receiver.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.report.Report;
import dev.headroom.receiver.backtest.report.TextReport;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.store.sqlite.Recording;
import dev.headroom.receiver.store.sqlite.Recording.News;
import dev.headroom.receiver.wire.LabelHash;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a policy would have decided on the alerts that were really heard. */
class RecordedPastTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Instant NIGHT = Instant.parse("2026-01-01T02:00:00Z");
    private static final Candidate SHIPPED = Candidates.folder("shipped", ROOT);

    private static News news(int minute, boolean firing) {
        Map<String, String> labels = Map.of(
                "alertname", "LLMQueueBuildup", "service", "worker-llm", "trigger", "queue_length", "scale", "up");
        Alert alert = new Alert(new Fingerprint(LabelHash.of(labels)), labels, Map.of(), NIGHT.plusSeconds(600));
        return new News(NIGHT.plusSeconds(minute * 60L), alert, firing);
    }

    private static DecisionRecord done(int minute, int from, int to) {
        Explanation told = new Explanation(
                "worker-llm",
                NIGHT.plusSeconds(minute * 60L),
                Outcome.SCALE,
                Reason.MANUAL,
                from,
                to,
                "manual:ann",
                Priority.P0,
                null,
                List.of(),
                List.of());
        return new DecisionRecord(minute, told, "done", "", List.of());
    }

    private static Report report(Recording recording) {
        Settings settings = Settings.of(
                Backtest.service(((Candidate.Rules) SHIPPED.plan()).rules().policy(), "worker-llm"));
        return new RecordedPast(Path.of("headroom.db"), recording, settings).compare(List.of(SHIPPED));
    }

    /** The alert fires for 30 minutes in the night: three steps by its cooldown of 10 m, down again by off-peak. */
    @Test
    void thePolicyActsOnWhatWasHeardAndIsComparedWithWhatWasDone() {
        Report report = report(
                new Recording(List.of(news(10, true), news(40, false)), List.of(done(12, 2, 6), done(70, 6, 2))));
        Result shipped = report.results().get(0);
        assertThat(shipped.changes())
                .filteredOn(change -> change.to() > change.from())
                .hasSize(3);
        assertThat(shipped.changes().get(0).at()).isZero();
        assertThat(shipped.changes().get(0).why()).contains("LLMQueueBuildup");
        assertThat(shipped.changes().get(1).at() - shipped.changes().get(0).at())
                .isEqualTo(600);

        Result real = report.results().get(1);
        assertThat(real.name()).isEqualTo("as it was");
        assertThat(real.changes()).extracting(Result.Change::to).containsExactly(6, 2);
        assertThat(real.figures().reversals()).isEqualTo(1);
        assertThat(TextReport.of(report))
                .contains("headroom.db: 2 changes of alerts from 2026-01-01T02:10:00Z to 2026-01-01T03:11:00Z")
                .containsPattern("as it was +- +- +- +[0-9.]+ +2 +1");
    }

    @Test
    void aStoreThatHeardNothingIsTold() {
        assertThatThrownBy(() -> RecordedPast.of(Path.of("none.db"), SHIPPED, "worker-llm"))
                .hasMessageContaining("none.db is no store");
    }
}
