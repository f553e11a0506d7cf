package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.AlertRef;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.reconcile.FirstLook;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** What an operator finds with {@code logs | grep -i scale}. */
class DecisionLogTest {
    private static final Instant AT = Instant.parse("2026-11-24T14:03:00Z");

    private final DecisionLog log = new DecisionLog(() -> ZoneId.of("Asia/Seoul"));
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        loggers().forEach(logger -> logger.addAppender(lines));
    }

    @AfterEach
    void stop() {
        loggers().forEach(logger -> logger.detachAppender(lines));
    }

    private static List<Logger> loggers() {
        return List.of((Logger) LoggerFactory.getLogger("Decision"), (Logger) LoggerFactory.getLogger("Alert"));
    }

    private List<String> told() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Explanation explanation(Outcome outcome, Reason reason, int from, int to, List<Verdict> verdicts) {
        return new Explanation(
                "worker-llm",
                AT,
                outcome,
                reason,
                from,
                to,
                "queue_length",
                Priority.P2,
                null,
                verdicts,
                List.of(new AlertRef("LLMQueueBuildup", "0011223344556677")));
    }

    @Test
    void anActionIsALineWithItsReasonAndItsFields() {
        log.decided(explanation(Outcome.SCALE, Reason.TRIGGER, 3, 4, List.of()));

        assertThat(told())
                .containsExactly("scale up: worker-llm goes from 3 to 4: LLMQueueBuildup (trigger queue_length, P2)");
        List<String> fields = lines.list.get(0).getKeyValuePairs().stream()
                .map(KeyValuePair::toString)
                .toList();
        assertThat(fields)
                .containsExactly(
                        "service=\"worker-llm\"",
                        "outcome=\"scale\"",
                        "reason=\"trigger\"",
                        "from=\"3\"",
                        "to=\"4\"",
                        "source=\"queue_length\"",
                        "priority=\"P2\"");
    }

    @Test
    void aRefusalIsALineWhenItsReasonChanges() {
        Explanation cooldown = explanation(
                Outcome.HOLD,
                Reason.COOLDOWN,
                3,
                4,
                List.of(new Verdict(Guard.COOLDOWN, false, "cooldown of queue_length", AT.plusSeconds(250))));
        log.decided(cooldown);
        log.decided(cooldown);
        log.decided(explanation(
                Outcome.HOLD, Reason.VRAM, 3, 4, List.of(new Verdict(Guard.VRAM, false, "GPU 1 has 12 % free", null))));

        assertThat(told())
                .containsExactly(
                        "scale refused: worker-llm stays at 3: LLMQueueBuildup wants 4; cooldown of queue_length until 23:07:10 Asia/Seoul",
                        "scale refused: worker-llm stays at 3: LLMQueueBuildup wants 4; GPU 1 has 12 % free");
    }

    @Test
    void whatCameOfAnActionIsALine() {
        log.moved(rollout(Phase.PLANNED, 0, ""), rollout(Phase.SCALING, 1, ""));
        log.moved(rollout(Phase.ROUTING, 90, ""), rollout(Phase.DONE, 95, ""));
        log.moved(rollout(Phase.VERIFYING, 90, ""), rollout(Phase.FAILED, 300, "not ready in time; restored to 3"));

        assertThat(told())
                .containsExactly(
                        "scale up done: worker-llm from 3 to 4, after 95 s",
                        "scale up failed: worker-llm from 3 to 4, after 300 s; not ready in time; restored to 3");
        assertThat(lines.list).extracting(line -> line.getLevel().toString()).containsExactly("INFO", "WARN");
    }

    private static Rollout rollout(Phase phase, int seconds, String detail) {
        Action action = new Action(
                "a", "worker-llm", AT, Source.trigger("queue_length"), Set.of(), 3, 4, Action.Result.RUNNING, null);
        return new Rollout(action, phase, AT.plusSeconds(seconds), detail, Set.of());
    }

    @Test
    void whatIsDoneAtFirstSightIsSaidBefore() {
        log.met(new FirstLook("app", 1, 3, 10, false));
        log.met(new FirstLook("worker-llm", 4, 3, 8, false));

        assertThat(told())
                .containsExactly(
                        "scale at first sight: app is met for the first time, with 1 replica; the fewest that it may have now"
                                + " are 3: it is brought there now (serve --frozen shows what would be done, and does nothing)");
    }

    @Test
    void alertsAreToldWhenTheyBeginAndEnd() {
        Alert queue = alert("LLMQueueBuildup", "a");
        log.firing(List.of(queue, alert("LLMQueueBuildup", "b")));
        log.firing(List.of(queue));
        log.firing(List.of());

        assertThat(told())
                .containsExactly(
                        "alert LLMQueueBuildup of worker-llm (scale up by queue_length) begins",
                        "alert LLMQueueBuildup of worker-llm (scale up by queue_length) has ended");
    }

    @Test
    void aStormIsAFewLinesAndNoLineIsForged() {
        log.firing(IntStream.range(0, 500)
                .mapToObj(i -> alert("Storm\n2026-11-24 INFO forged" + i, "" + i))
                .toList());

        assertThat(told()).hasSize(21).noneMatch(line -> line.contains("\n"));
        assertThat(told().get(20)).isEqualTo("and 480 more alerts, of which each begins");
    }

    private static Alert alert(String name, String instance) {
        Map<String, String> labels = Map.of(
                "alertname", name,
                "service", "worker-llm",
                "scale", "up",
                "trigger", "queue_length",
                "instance", instance);
        return new Alert(new Fingerprint("%16s".formatted(instance).replace(' ', '0')), labels, Map.of(), AT);
    }
}
