package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.BUSY;
import static dev.headroom.receiver.reconcile.Policies.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Trials;
import dev.headroom.receiver.metrics.Metrics;
import dev.headroom.receiver.time.Moment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was seen of the effect of ups outlives processes, and is as old as it is. */
class EffectMemoryTest {

    private static final String POLICY = Policies.APP.replace("demand: {cooldown: 1m}", "latency: {cooldown: 1m}");
    private static final String SLOW = "SlowAnswers service=app trigger=latency scale=up";

    /** The one who leads may die, or be succeeded by another one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasFoundIsNeitherForgottenNorInvented(boolean another) {
        try (Loop loop = Loop.of(POLICY)) {
            loop.fire(SLOW).pass(70);
            assertThat(loop.replicas("app"))
                    .as("after two ups that did not help")
                    .isEqualTo(4);
            next(loop, another);
            loop.pass(Duration.ofMinutes(30));
            assertThat(loop.replicas("app")).isEqualTo(4);
            assertThat(reason(loop)).isEqualTo(Reason.EFFECT);
            loop.resolve("SlowAnswers").pass(90).fire(SLOW).pass(70);
            assertThat(loop.replicas("app")).as("it ended, and came again").isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatEndedWhileNobodyLookedIsBelievedAgain(boolean another) {
        try (Loop loop = Loop.of(POLICY)) {
            loop.fire(SLOW).pass(Duration.ofMinutes(10));
            loop.webhooks = false;
            loop.skip(30).resolve("SlowAnswers").skip(30).fire(SLOW);
            next(loop, another);
            loop.pass(Duration.ofMinutes(3));
            assertThat(loop.replicas("app")).isEqualTo(6);
        }
    }

    /** Longer than any action is remembered. */
    @Test
    void anAlertOfThreeDaysIsNotBelievedAgain() {
        try (Loop loop = Loop.of(POLICY)) {
            loop.fire(SLOW).pass(Duration.ofDays(3), 15);
            assertThat(loop.replicas("app")).isEqualTo(4);
            next(loop, false);
            loop.pass(Duration.ofMinutes(30));
            assertThat(loop.replicas("app")).isEqualTo(4);
        }
    }

    @Test
    void anHourWithoutRoomGoesOnOverARestart() {
        try (Loop loop = Loop.of(POLICY)) {
            loop.fleet.set("app", 10);
            loop.fire(SLOW, QUIET).pass(Duration.ofMinutes(30));
            next(loop, false);
            loop.pass(Duration.ofMinutes(29));
            assertThat(loop.replicas("app")).isEqualTo(10);
            loop.pass(Duration.ofMinutes(5));
            assertThat(loop.replicas("app")).isLessThan(10);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {90, 48 * 60, -90})
    void anHourIsAnHourHoweverTheClockIsSet(long minutes) {
        try (Loop loop = Loop.of(POLICY)) {
            loop.fleet.set("app", 10);
            loop.fire(SLOW, QUIET).pass(Duration.ofMinutes(10));
            loop.jump(Duration.ofMinutes(minutes)).pass(Duration.ofMinutes(45));
            assertThat(loop.replicas("app")).isEqualTo(10);
            loop.pass(Duration.ofMinutes(20));
            assertThat(loop.replicas("app")).isLessThan(10);
        }
    }

    @Test
    void loadThatWasSeenIsNotForgottenEither() {
        try (Loop loop = Loop.of(POLICY)) {
            loop.fire(SLOW).pass(Duration.ofMinutes(10));
            loop.fire(BUSY).pass(20).resolve("HighLoad");
            next(loop, false);
            loop.pass(Duration.ofMinutes(10));
            assertThat(loop.replicas("app"))
                    .as("three until the end of the load was proven, two more in vain")
                    .isEqualTo(9);
            assertThat(reason(loop)).isEqualTo(Reason.EFFECT);
        }
    }

    @Test
    void theStatusAndTheMetricTellIt() {
        try (Loop loop = Loop.of(POLICY + """
                matrix:
                  - name: slow-row
                    priority: P2
                    when: SlowAnswers
                    then: {app: scale_up}
                """)) {
            Metrics metrics = new Metrics();
            Statuses statuses = new Statuses(loop.reconciler());
            metrics.show(statuses, loop::now);
            loop.fire(SLOW).pass(10);
            assertThat(scraped(metrics))
                    .contains("headroom_source_effective{service=\"app\",source=\"latency\"} 1.0")
                    .contains("headroom_source_effective{service=\"app\",source=\"slow-row\"} 1.0")
                    .doesNotContain("source=\"cpu\"} 1.0");
            loop.pass(Duration.ofMinutes(10));
            assertThat(scraped(metrics))
                    .contains("headroom_source_effective{service=\"app\",source=\"latency\"} 0.0")
                    .contains("headroom_source_effective{service=\"app\",source=\"slow-row\"} 0.0");
            assertThat(statuses.all().get(0).doubts()).containsOnlyKeys("latency", "slow-row");
        }
    }

    private static String scraped(Metrics metrics) {
        return new String(metrics.scrape(), StandardCharsets.UTF_8);
    }

    /** After a start no end is proven yet, not even one that was long before. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoadThatEndedBeforeIsNoNewOne(boolean another) {
        try (Loop loop = Loop.of(POLICY)) {
            loop.fire(BUSY).pass(20).resolve("HighLoad").pass(Duration.ofMinutes(3));
            loop.fire(SLOW).pass(Duration.ofMinutes(5));
            int before = loop.replicas("app");
            assertThat(reason(loop)).isEqualTo(Reason.EFFECT);
            next(loop, another);
            loop.pass(Duration.ofMinutes(10));
            assertThat(loop.replicas("app")).isEqualTo(before);
            assertThat(reason(loop)).isEqualTo(Reason.EFFECT);
        }
    }

    /** What another version wrote there is no reason to stop. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "app\tlatency\t\tyesterday\t\t\tx@y",
                "app\tlatency\t\t\tMOON\t2026-01-01T00:00:00Z\tx@y"
            })
    void whatIsNotUnderstoodIsNotRemembered(String text) {
        assertThat(EffectNote.read(text, Moment.steady(Instant.EPOCH))).isEqualTo(Trials.NONE);
    }

    private static void next(Loop loop, boolean another) {
        if (another) {
            loop.takeOver();
        } else {
            loop.restart();
        }
    }

    private static Reason reason(Loop loop) {
        return loop.reconciler().explanation("app").orElseThrow().reason();
    }
}
