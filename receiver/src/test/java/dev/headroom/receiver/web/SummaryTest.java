package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Evidence.Finding;
import dev.headroom.receiver.decision.Evidence.Sight;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.Hours;
import dev.headroom.receiver.usage.Track;
import dev.headroom.receiver.web.Summary.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One sentence for all services, what was done lately, and since when something is amiss. */
class SummaryTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");
    private static final Finding CLEAR = new Finding(Sight.CLEAR, null, "", null);

    private static Diagnosis diagnosis(Condition condition) {
        return new Diagnosis(condition, condition.group(), condition.word(), "", NOW, "", "");
    }

    private static Summary of(List<Check> checks, Finding finding, Condition... services) {
        return Summary.of(
                checks,
                finding,
                Stream.of(services).map(SummaryTest::diagnosis).toList(),
                new Summary.Happenings("", "", List.of()));
    }

    @Test
    void wellIsSaidWhereItIs() {
        Summary summary = of(List.of(new Check("store", true, "")), CLEAR, Condition.QUIET, Condition.ROLLING);

        assertThat(summary.well()).isTrue();
        assertThat(summary.text()).isEqualTo("All is well: 2 services; 1 rolling out.");
        assertThat(summary.notices()).isEmpty();
    }

    @Test
    void notAllIsWellWhileAWishWaits() {
        Summary summary = of(List.of(), CLEAR, Condition.REFUSED, Condition.QUIET);

        assertThat(summary.well()).as("nobody needs to look").isTrue();
        assertThat(summary.text()).isEqualTo("Nothing needs a look: 2 services; 1 waiting.");
    }

    @Test
    void troubleIsCountedByKind() {
        Summary summary = of(
                List.of(),
                CLEAR,
                Condition.FAILED,
                Condition.LIMIT,
                Condition.LIMIT,
                Condition.ORDERED,
                Condition.QUIET);

        assertThat(summary.well()).isFalse();
        assertThat(summary.text()).isEqualTo("3 of 5 services need a look: 1 failed, 2 at a limit; 1 under orders.");
        assertThat(of(List.of(), CLEAR, Condition.UNKNOWN).text()).isEqualTo("1 of 1 service needs a look: 1 unknown.");
    }

    @Test
    void blindnessIsNamedByThePartThatIsSilent() {
        Finding blind = new Finding(Sight.BLIND, Evidence.Part.SOURCE, "no sign of life from Prometheus", NOW);
        Summary summary = of(List.of(new Check("evidence", false, "blind")), blind, Condition.FAILED, Condition.BLIND);

        assertThat(summary.text()).isEqualTo("Blind: no alert changes a count; 1 failed.");
        assertThat(summary.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.what()).isEqualTo("Blind: no sign of life from Prometheus");
            assertThat(notice.since()).isEqualTo(NOW);
            assertThat(notice.does()).contains("neither up nor down");
            assertThat(notice.can()).contains("Prometheus runs");
        });
    }

    @Test
    void anUnprovenSourceIsNoFaultYet() {
        Finding unproven = new Finding(Sight.UNPROVEN, Evidence.Part.SOURCE, "no Watchdog seen since the start", NOW);
        Summary summary = of(List.of(), unproven, Condition.QUIET);

        assertThat(summary.well()).isTrue();
        assertThat(summary.notices()).singleElement().extracting(Notice::bad).isEqualTo(false);
    }

    @Test
    void whatHeadroomItselfLacksIsTroubleOfAll() {
        Summary summary = of(
                List.of(new Check("store", false, "the disk is full"), new Check("target", false, "Docker is gone")),
                CLEAR,
                Condition.QUIET,
                Condition.UNKNOWN);

        assertThat(summary.well()).isFalse();
        assertThat(summary.notices())
                .extracting(Notice::what)
                .containsExactly(
                        "Not ready: store: the disk is full", "The target does not tell what runs: Docker is gone");
        assertThat(summary.notices()).extracting(Notice::since).containsExactly(null, NOW);
        assertThat(of(List.of(new Check("store", false, "full")), CLEAR, Condition.QUIET)
                        .text())
                .isEqualTo("Headroom needs a look; 1 service.");
    }

    @Test
    void whatFiresIsCountedByItsName() {
        assertThat(Outlook.firing(List.of(), true)).isEqualTo("No alert fires.");
        assertThat(Outlook.firing(List.of(), false)).isEqualTo("Whether an alert fires is not known.");
        assertThat(Outlook.firing(List.of("High"), true)).isEqualTo("1 alert fires: High.");
        assertThat(Outlook.firing(List.of("High"), false)).isEqualTo("1 alert fires, as was heard last: High.");
        assertThat(Outlook.firing(List.of("B", "A", "B", "C", "D", "E"), true))
                .isEqualTo("6 alerts fire: B × 2, A, C, D and 1 more.");
    }

    private static Action action(Source source, int from, int to, Action.Result result, int minutesAgo) {
        Instant at = NOW.minusSeconds(60L * minutesAgo);
        return new Action("a" + minutesAgo, "app", at, source, Set.of(), from, to, result, at.plusSeconds(9));
    }

    @Test
    void theLastHourIsOneSentence() {
        Source cpu = Source.trigger("cpu");
        List<Action> actions = List.of(
                action(cpu, 2, 3, Action.Result.DONE, 70),
                action(cpu, 3, 4, Action.Result.FAILED, 50),
                action(cpu, 3, 4, Action.Result.DONE, 40),
                action(Source.foreign(), 4, 5, Action.Result.DONE, 30),
                action(cpu, 5, 4, Action.Result.CANCELLED, 20),
                action(cpu, 5, 4, Action.Result.DONE, 10));

        assertThat(Outlook.lately(actions, NOW))
                .isEqualTo("In the last hour: 2 up, 1 down, 1 by another hand, 1 failed.");
        assertThat(Outlook.lately(List.of(), NOW)).isEqualTo("Nothing was done in the last hour.");
        assertThat(Outlook.lastOf("app", actions)).isEqualTo(actions.get(5));
        assertThat(Outlook.lastOf("web", actions)).isNull();
    }

    @Test
    void sinceWhenReplicasAreMissingIsReadFromTheirPast() {
        assertThat(Outlook.fewerSince(track(3, 3, 2, 1))).isEqualTo(NOW.plusSeconds(2));
        assertThat(Outlook.fewerSince(track(2, 3))).isNull();
        assertThat(Outlook.fewerSince(track())).isNull();
    }

    /** Of three wanted, so many are ready a second after another; at the end nothing is known yet. */
    private static Track track(int... ready) {
        List<Track.Point> points = new ArrayList<>();
        for (int i = 0; i < ready.length; i++) {
            points.add(new Track.Point(NOW.plusSeconds(i), new Counts(3, ready[i], 2, 8, 2)));
        }
        points.add(new Track.Point(NOW.plusSeconds(ready.length), null));
        return new Track(points, Hours.NONE, Hours.NONE);
    }
}
