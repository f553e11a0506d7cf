package dev.headroom.receiver.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Explanation.AlertRef;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.policy.Priority;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceTest {

    private static final Instant AT = Instant.parse("2026-11-24T14:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-24T14:07:10Z");
    private static final Verdict ROOM = Verdict.pass(Guard.VRAM, "GPU 1 has 41 % free");

    private static String said(
            Outcome outcome, Reason reason, int from, int to, String source, List<Verdict> verdicts, String... alerts) {
        List<AlertRef> refs =
                Arrays.stream(alerts).map(name -> new AlertRef(name, name)).toList();
        Priority priority = source == null ? null : Priority.P2;
        return Sentence.of(
                new Explanation("worker-llm", AT, outcome, reason, from, to, source, priority, null, verdicts, refs),
                ZoneOffset.UTC);
    }

    @Test
    void aHoldTellsTheWishAllRefusalsAndTheRoom() {
        List<Verdict> verdicts = List.of(
                Verdict.pass(Guard.OVERRIDE, "none"),
                Verdict.refuse(Guard.COOLDOWN, "cooldown of queue_length", UNTIL),
                Verdict.refuse(Guard.RATE, "12 actions within an hour", null),
                ROOM);

        assertThat(said(Outcome.HOLD, Reason.COOLDOWN, 3, 4, "queue_length", verdicts, "LLMQueueBuildup"))
                .isEqualTo("worker-llm stays at 3: LLMQueueBuildup wants 4; cooldown of queue_length until 14:07:10;"
                        + " 12 actions within an hour; VRAM would pass (GPU 1 has 41 % free)");
    }

    @Test
    void aScaleTellsItsSource() {
        assertThat(said(Outcome.SCALE, Reason.TRIGGER, 2, 3, "queue_length", List.of(ROOM), "LLMQueueBuildup"))
                .isEqualTo("worker-llm goes from 2 to 3: LLMQueueBuildup (trigger queue_length, P2);"
                        + " VRAM passes (GPU 1 has 41 % free)");
        assertThat(said(Outcome.SCALE, Reason.MATRIX, 2, 3, "high-traffic", List.of(), "A", "A", "B", "C", "D"))
                .isEqualTo("worker-llm goes from 2 to 3: A and B and C and 1 more (rule high-traffic, P2)");
        assertThat(said(Outcome.SCALE, Reason.SCHEDULE, 2, 4, "schedule:peak", List.of()))
                .isEqualTo("worker-llm goes from 2 to 4: schedule:peak, P2");
    }

    @Test
    void nothingProposedIsSaidSo() {
        assertThat(said(Outcome.HOLD, Reason.STEADY, 3, 3, null, List.of()))
                .isEqualTo("worker-llm stays at 3: nothing asks for a change");
    }

    @Test
    void aWishAtTheLimitNamesNoCount() {
        assertThat(said(
                        Outcome.HOLD,
                        Reason.BOUNDS,
                        8,
                        8,
                        "queue_length",
                        List.of(Verdict.refuse(Guard.BOUNDS, "at the maximum of 8", null)),
                        "LLMQueueBuildup"))
                .isEqualTo("worker-llm stays at 8: LLMQueueBuildup wants more; at the maximum of 8");
    }

    @Test
    void aWishBelowTheLimitNamesItsDirectionToo() {
        Verdict least = Verdict.refuse(Guard.BOUNDS, "at the minimum of 2", null);
        assertThat(said(Outcome.HOLD, Reason.BOUNDS, 2, 2, "queue_length", List.of(least), "LLMIdle"))
                .isEqualTo("worker-llm stays at 2: LLMIdle wants fewer; at the minimum of 2");
    }

    @Test
    void whileAlertsAreNotHeardNobodySaysThatNothingIsAskedFor() {
        Verdict blind = Verdict.refuse(Guard.EVIDENCE, "blind: no sign of life from Prometheus, for 6m", null);
        assertThat(said(Outcome.HOLD, Reason.STEADY, 3, 3, null, List.of(blind)))
                .isEqualTo("worker-llm stays at 3: whether an alert asks for a change is not known;"
                        + " blind: no sign of life from Prometheus, for 6m");
    }

    @Test
    void anUnknownCountIsNotTold() {
        assertThat(said(Outcome.HOLD, Reason.TARGET_UNKNOWN, 0, 0, null, List.of()))
                .isEqualTo("worker-llm is left as it is: its replicas could not be observed");
    }

    @Test
    void aTimeOnAnotherDayHasItsDateInTheGivenZone() {
        Explanation hold = new Explanation(
                "app",
                AT,
                Outcome.HOLD,
                Reason.OVERRIDE,
                2,
                3,
                "cpu",
                Priority.P2,
                null,
                List.of(Verdict.refuse(
                        Guard.OVERRIDE, "freeze by ana: load test", Instant.parse("2026-11-24T15:00:00Z"))),
                List.of(new AlertRef("AppHighCPU", "cdd397696b410d08")));

        assertThat(Sentence.of(hold, ZoneOffset.UTC)).endsWith("freeze until 15:00:00 by ana: load test");
        assertThat(Sentence.of(hold, ZoneId.of("Asia/Seoul")))
                .endsWith("freeze until 2026-11-25 00:00:00 by ana: load test");
    }

    @Test
    void anOrderIsToldInThePersonsWords() {
        Explanation scaled = new Explanation(
                        "app",
                        AT,
                        Outcome.SCALE,
                        Reason.MANUAL,
                        3,
                        5,
                        "manual:ana",
                        Priority.P0,
                        null,
                        List.of(),
                        List.of())
                .noting("ana asks for 5: load test");
        assertThat(Sentence.of(scaled, ZoneOffset.UTC)).isEqualTo("app goes from 3 to 5: ana asks for 5: load test");
        assertThat(Sentence.of(
                        Explanation.order(
                                "app", AT, 3, UNTIL, "pin at 5 by ana: load test; it replaces freeze by bob: x"),
                        ZoneOffset.UTC))
                .isEqualTo("app: pin at 5 until 14:07:10 by ana: load test; it replaces freeze by bob: x");
        assertThat(Sentence.of(
                        Explanation.order("app", AT, 3, null, "pin at 5 by ana: load test has expired"),
                        ZoneOffset.UTC))
                .isEqualTo("app: pin at 5 by ana: load test has expired");
    }

    @Test
    void anOverrideInForceIsToldWhereverItForbidsNothing() {
        List<Verdict> verdicts = List.of(new Verdict(Guard.OVERRIDE, true, "freeze by ana: load test", UNTIL));
        assertThat(said(Outcome.HOLD, Reason.STEADY, 3, 3, null, verdicts))
                .isEqualTo("worker-llm stays at 3: nothing asks for a change; freeze until 14:07:10 by ana: load test");
    }
}
