package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.BUSY;
import static dev.headroom.receiver.reconcile.Policies.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A wish that is met still stands: no down goes below the count that it names. */
class SatisfiedWishTest {

    private static final String ROW = Policies.APP + """
            matrix:
              - name: many
                priority: P0
                when: Many
                then: {app: {scale_to: 4}}
            """;

    @Test
    void anAlertThatNamesACountHoldsItAgainstAnothersDown() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fire(QUIET).fireTo("Demand app demand", 5).pass(Duration.ofHours(1));
            assertThat(loop.fleet.changesOf("app")).hasSize(1);
            assertThat(loop.replicas("app")).isEqualTo(5);
            Explanation told = loop.explanation("app");
            assertThat(told.reason()).isEqualTo(Reason.TRIGGER);
            assertThat(told.source()).isEqualTo("demand");
            assertThat(told.against()).singleElement().satisfies(against -> {
                assertThat(against.source()).isEqualTo("cpu");
                assertThat(against.wants()).isEqualTo(4);
                assertThat(against.alerts()).containsExactly("LowLoad");
            });
            assertThat(Sentence.of(told, ZoneOffset.UTC))
                    .isEqualTo("app stays at 5: Demand wants 5; against LowLoad (4, P2)");
        }
    }

    @Test
    void aRowThatNamesACountHoldsItWhateverThePriority() {
        try (Loop loop = Loop.of(ROW)) {
            loop.fleet.set("app", 4);
            loop.pass(300).fire("Many", QUIET).pass(Duration.ofHours(1));
            assertThat(loop.fleet.changesOf("app")).isEmpty();
        }
    }

    @Test
    void twoAlertsThatNameCountsDoNotTakeTurns() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fireTo("Eight app demand", 8).fireTo("Three app cpu", 3).pass(Duration.ofHours(6));
            assertThat(loop.replicas("app")).isEqualTo(8);
            assertThat(loop.fleet.changesOf("app")).hasSize(1);
        }
    }

    @Test
    void aDownGoesAsFarAsTheLargestCountThatIsNamed() {
        try (Loop loop = Loop.of(Policies.OFF_PEAK)) {
            loop.fleet.set("app", 9);
            loop.fireTo("Five app demand", 5).pass(Duration.ofHours(1));
            assertThat(loop.replicas("app")).isEqualTo(5);
        }
    }

    @Test
    void anUpInItsCooldownStillDefendsTheCount() {
        try (Loop loop = Loop.of(Policies.APP.replace("cpu: {cooldown: 1m}", "cpu: {cooldown: 3h}"))) {
            loop.fleet.set("app", 5);
            loop.pass(Duration.ofHours(4)).fire(BUSY).pass(60);
            loop.fire("Idle service=app trigger=demand scale=down priority=P0").pass(Duration.ofHours(2));
            assertThat(loop.fleet.changesOf("app")).hasSize(1);
        }
    }
}
