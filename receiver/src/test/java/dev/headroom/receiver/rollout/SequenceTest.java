package dev.headroom.receiver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.rollout.Sight.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The state machine, a line a step: in this phase, after so many seconds, this was seen; then it goes there. */
class SequenceTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Timings TIMINGS = new Timings(
            Duration.ofSeconds(180),
            Duration.ofSeconds(120),
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofMinutes(5));
    private static final Steps UP = new Steps(
            List.of(Phase.PLANNED, Phase.SCALING, Phase.WARMING, Phase.VERIFYING, Phase.ROUTING, Phase.DONE), TIMINGS);
    private static final Steps DOWN = new Steps(
            List.of(
                    Phase.PLANNED,
                    Phase.DRAINING,
                    Phase.FINISHING,
                    Phase.CHECKPOINTING,
                    Phase.SCALING,
                    Phase.VERIFYING,
                    Phase.DONE),
            TIMINGS);

    @ParameterizedTest
    @CsvSource({
        "PLANNED,   0,    DONE,      SCALING",
        "PLANNED,   0,    OVERTAKEN, CANCELLED",
        "PLANNED,   299,  FAILED,    PLANNED",
        "PLANNED,   300,  FAILED,    CANCELLED",
        "SCALING,   1,    DONE,      WARMING",
        "SCALING,   299,  FAILED,    SCALING",
        "SCALING,   300,  FAILED,    RESTORING",
        "SCALING,   1,    OVERTAKEN, OVERTAKEN",
        "WARMING,   5,    DONE,      VERIFYING",
        "WARMING,   179,  WAITS,     WARMING",
        "WARMING,   180,  WAITS,     VERIFYING",
        "WARMING,   180,  FAILED,    VERIFYING",
        "VERIFYING, 1,    DONE,      ROUTING",
        "VERIFYING, 119,  WAITS,     VERIFYING",
        "VERIFYING, 120,  WAITS,     RESTORING",
        "VERIFYING, 120,  FAILED,    RESTORING",
        "VERIFYING, 1,    OVERTAKEN, OVERTAKEN",
        "ROUTING,   1,    DONE,      DONE",
        "ROUTING,   119,  WAITS,     ROUTING",
        "ROUTING,   120,  WAITS,     RESTORING",
        "RESTORING, 1,    DONE,      FAILED",
        "RESTORING, 299,  FAILED,    RESTORING",
        "RESTORING, 300,  FAILED,    ABANDONED",
        "RESTORING, 1,    OVERTAKEN, OVERTAKEN",
    })
    void up(Phase phase, int seconds, Kind seen, Phase then) {
        assertThat(next(up(phase), seen, UP, seconds).phase()).isEqualTo(then);
    }

    @ParameterizedTest
    @CsvSource({
        "PLANNED,       0,    DONE,      DRAINING",
        "PLANNED,       0,    OVERTAKEN, CANCELLED",
        "DRAINING,      1,    DONE,      FINISHING",
        "DRAINING,      59,   WAITS,     DRAINING",
        "DRAINING,      60,   WAITS,     FINISHING",
        "DRAINING,      1,    OVERTAKEN, CANCELLED",
        "FINISHING,     1,    DONE,      CHECKPOINTING",
        "FINISHING,     3599, WAITS,     FINISHING",
        "FINISHING,     3600, WAITS,     RESTORING",
        "FINISHING,     3600, FAILED,    RESTORING",
        "FINISHING,     1,    OVERTAKEN, CANCELLED",
        "CHECKPOINTING, 1,    DONE,      SCALING",
        "CHECKPOINTING, 299,  WAITS,     CHECKPOINTING",
        "CHECKPOINTING, 300,  WAITS,     RESTORING",
        "CHECKPOINTING, 1,    OVERTAKEN, CANCELLED",
        "SCALING,       60,   DONE,      VERIFYING",
        "SCALING,       300,  FAILED,    RESTORING",
        "VERIFYING,     1,    DONE,      DONE",
        "VERIFYING,     120,  WAITS,     RESTORING",
        "RESTORING,     1,    DONE,      FAILED",
    })
    void down(Phase phase, int seconds, Kind seen, Phase then) {
        assertThat(next(down(phase), seen, DOWN, seconds).phase()).isEqualTo(then);
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"DONE", "FAILED", "ABANDONED", "CANCELLED", "OVERTAKEN"})
    void whatHasEndedStaysSo(Phase ended) {
        for (Kind kind : Kind.values()) {
            assertThat(next(up(ended), kind, UP, 100_000)).isEqualTo(up(ended));
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void everyPhaseEndsInTimeWhateverIsSeen(Phase phase) {
        for (Kind kind : List.of(Kind.WAITS, Kind.FAILED)) {
            Rollout present = down(phase);
            for (int steps = 0; steps < 10 && !present.phase().ended(); steps++) {
                present = Sequence.next(
                        present,
                        sight(kind),
                        DOWN,
                        new Sequence.Clock(present.since(), Duration.ofHours(2), Duration.ZERO));
            }
            assertThat(present.phase().ended()).as("%s %s", phase, kind).isTrue();
        }
    }

    @Test
    void aPhaseThatTheServiceNoLongerHasIsPassedBy() {
        Steps bare = new Steps(List.of(Phase.PLANNED, Phase.SCALING, Phase.VERIFYING, Phase.DONE), TIMINGS);
        assertThat(next(down(Phase.FINISHING), Kind.DONE, bare, 1).phase()).isEqualTo(Phase.SCALING);
        assertThat(next(up(Phase.ROUTING), Kind.DONE, bare, 1).phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void theReplicasThatWereChosenStayChosen() {
        Rollout chosen = Sequence.next(down(Phase.PLANNED), Sight.chosen(Set.of("app-1")), DOWN, after(0));
        assertThat(chosen.kept()).containsExactly("app-1");
        assertThat(next(chosen, Kind.DONE, DOWN, 1).kept()).containsExactly("app-1");
    }

    @Test
    void whatIsToBeToldOfTheStopIsStillKnownAtTheEnd() {
        Rollout stopped = Sequence.next(down(Phase.SCALING), Sight.done("app-3 had to be killed"), DOWN, after(0));
        Rollout verifying = next(stopped, Kind.WAITS, DOWN, 5);
        assertThat(next(verifying, Kind.DONE, DOWN, 9).detail()).isEqualTo("app-3 had to be killed");
    }

    @Test
    void whatIsToBeToldOfAWakeIsStillKnownAtTheEnd() {
        String told = "app-3 did not wake (HTTP 500), and was restarted";
        Rollout warming = Sequence.next(up(Phase.SCALING), Sight.done(told), UP, after(0));
        assertThat(next(next(next(warming, Kind.DONE, UP, 5), Kind.DONE, UP, 6), Kind.DONE, UP, 7)
                        .detail())
                .isEqualTo(told);
        assertThat(next(next(warming, Kind.WAITS, UP, 180), Kind.DONE, UP, 190).detail())
                .isEqualTo(told);
        Rollout late =
                Sequence.next(next(warming, Kind.WAITS, UP, 180), Sight.waits("app-3 is starting"), UP, after(300));
        assertThat(late.detail()).isEqualTo(told + "; app-3 is starting after 300 s");
    }

    @Test
    void aFailureTellsWhyAndWhatWasDoneAboutIt() {
        Rollout late = Sequence.next(up(Phase.VERIFYING), Sight.waits("app-3 is starting"), UP, after(120));
        assertThat(late.detail()).isEqualTo("app-3 is starting after 120 s");
        assertThat(next(late, Kind.DONE, UP, 121).detail()).isEqualTo("app-3 is starting after 120 s; restored to 2");
        Rollout stuck = Sequence.next(late, Sight.failed("no engine"), UP, after(500));
        assertThat(stuck.detail()).isEqualTo("app-3 is starting after 120 s; not restored: no engine");
    }

    @Test
    void whereNothingWasStoppedNothingIsSaidToBeRestored() {
        Rollout late = Sequence.next(
                down(Phase.CHECKPOINTING), Sight.waits("POST /checkpoint was answered 500"), DOWN, after(300));
        assertThat(next(late, Kind.DONE, DOWN, 301).detail())
                .isEqualTo("POST /checkpoint was answered 500; nothing was stopped");
    }

    private static Rollout next(Rollout rollout, Kind seen, Steps steps, int seconds) {
        return Sequence.next(rollout, sight(seen), steps, after(seconds));
    }

    private static Sequence.Clock after(int seconds) {
        return new Sequence.Clock(START.plusSeconds(seconds), Duration.ofSeconds(seconds), Duration.ofSeconds(seconds));
    }

    private static Sight sight(Kind kind) {
        return new Sight(kind, kind == Kind.DONE ? "" : "because");
    }

    private static Rollout up(Phase phase) {
        return in(phase, 2, 3);
    }

    private static Rollout down(Phase phase) {
        return in(phase, 3, 2);
    }

    private static Rollout in(Phase phase, int from, int to) {
        Action action =
                new Action("a1", "app", START, Source.trigger("cpu"), Set.of(), from, to, Action.Result.RUNNING, null);
        return new Rollout(action, phase, START, "", Set.of());
    }
}
