package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.BUSY;
import static dev.headroom.receiver.reconcile.Policies.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Evidence.Part;
import dev.headroom.receiver.decision.Evidence.Sight;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Prometheus dies while Alertmanager lives on: what is not told any more has not ended. */
class DeadPrometheusTest {

    @Test
    void anOffPeakRowLowersNothingAfterItsDeath() {
        try (Loop loop = Loop.of(Policies.OFF_PEAK)) {
            loop.fleet.set("app", 10);
            loop.pass(60).fire(BUSY).pass(120);
            loop.prometheus = false;
            loop.pass(Duration.ofHours(1));
            assertThat(loop.replicas("app")).isEqualTo(10);
            assertThat(loop.reconciler().evidence().look(loop.now()).part()).isEqualTo(Part.SOURCE);
            assertThat(loop.explanation("app").reason()).isEqualTo(Reason.EVIDENCE);
        }
    }

    @Test
    void itIsBlindFiveMinutesAfterTheLastSignOfLife() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.pass(Duration.ofMinutes(10));
            loop.prometheus = false;
            loop.pass(200);
            assertThat(loop.reconciler().evidence().look(loop.now()).sight()).isEqualTo(Sight.CLEAR);
            loop.pass(110);
            assertThat(loop.reconciler().evidence().look(loop.now()).sight()).isEqualTo(Sight.BLIND);
            loop.prometheus = true;
            loop.pass(30);
            assertThat(loop.reconciler().evidence().look(loop.now()).sight()).isEqualTo(Sight.CLEAR);
        }
    }

    /** Whoever asks then must not read that all is quiet. */
    @Test
    void nobodySaysThatNothingAsksForAChange() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.pass(Duration.ofMinutes(10));
            loop.prometheus = false;
            loop.pass(Duration.ofMinutes(6));
            assertThat(Sentence.of(loop.explanation("app"), ZoneOffset.UTC))
                    .doesNotContain("nothing asks")
                    .contains("not known", "blind: no sign of life from Prometheus");
            assertThat(loop.explanation("app").reason()).isEqualTo(Reason.STEADY);
        }
    }

    @Test
    void aRowThatAsksForAnAbsenceIsNotMetByAnEndThatNobodyProved() {
        try (Loop loop = Loop.of(Policies.CALM)) {
            loop.fleet.set("app", 8);
            loop.fire(BUSY).pass(60);
            loop.prometheus = false;
            loop.pass(Duration.ofMinutes(30));
            assertThat(loop.fleet.changesOf("app")).allMatch(change -> change.to() > change.from());
        }
    }

    @Test
    void anEndLetsADownPassOnceTheWatchdogMovedAfterIt() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.drains = false;
            loop.fleet.set("app", 5);
            loop.pass(300).fire(BUSY).pass(60);
            int high = loop.replicas("app");
            loop.pass(120).resolve("HighLoad").fire(QUIET).pass(15);
            assertThat(loop.explanation("app").reason())
                    .as("the ended alert defends the count")
                    .isEqualTo(Reason.TRIGGER);
            assertThat(loop.replicas("app")).isGreaterThanOrEqualTo(high);
            int before = loop.replicas("app");
            loop.pass(120);
            assertThat(loop.replicas("app")).isLessThan(before);
        }
    }

    /** Its groups are evaluated one after the other, the Watchdog's perhaps first. */
    @Test
    void oneThatComesBackProvesNoEndUntilItIsHeardAgain() {
        try (Loop loop = Loop.of(Policies.OFF_PEAK)) {
            loop.fleet.set("app", 8);
            loop.pass(300).fire("Urgent service=app trigger=demand scale=up").pass(60);
            loop.prometheus = false;
            loop.pass(Duration.ofMinutes(30));
            loop.resolve("Urgent");
            int before = loop.replicas("app");
            loop.prometheus = true;
            loop.pass(60);
            assertThat(loop.reconciler().evidence().look(loop.now()).sight()).isEqualTo(Sight.CLEAR);
            assertThat(loop.replicas("app")).isEqualTo(before);
            loop.pass(Duration.ofMinutes(5));
            assertThat(loop.replicas("app")).isLessThan(before);
        }
    }

    /** What nobody proved is not forgotten, however long its Prometheus was dead. */
    @Test
    void anEndThatNobodyProvedIsRememberedThroughALongDeath() {
        try (Loop loop = Loop.of(Policies.CALM)) {
            loop.fleet.set("app", 8);
            loop.fire(BUSY).pass(300);
            int before = loop.replicas("app");
            loop.prometheus = false;
            loop.pass(Duration.ofHours(2));
            loop.resolve("HighLoad");
            loop.prometheus = true;
            loop.pass(60);
            assertThat(loop.reconciler().evidence().look(loop.now()).sight()).isEqualTo(Sight.CLEAR);
            assertThat(loop.replicas("app"))
                    .as("its rule may not have been evaluated")
                    .isEqualTo(before);
            loop.pass(Duration.ofMinutes(5));
            assertThat(loop.replicas("app")).isEqualTo(2);
            loop.pass(Duration.ofMinutes(30));
            assertThat(loop.store.alerts()).as("what is proven is forgotten").isEmpty();
        }
    }

    @Test
    void aWebhookWhoseAlertsWereAllRefusedIsNoNews() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.pass(60);
            loop.alertmanager = false;
            for (int i = 0; i < 80; i++) {
                loop.refusedWebhook();
                loop.pass(5);
            }
            assertThat(loop.reconciler().evidence().look(loop.now()).part()).isEqualTo(Part.COURIER);
        }
    }

    @Test
    void whereAWatchdogWasNeverSeenAnUpGoesByItsOwnAlertAndADownWaits() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.set("app", 4);
            loop.watchdog = false;
            loop.pass(60).fire(BUSY).pass(60);
            assertThat(loop.replicas("app")).isEqualTo(5);
            loop.resolve("HighLoad").fire(QUIET).pass(Duration.ofMinutes(30));
            assertThat(loop.replicas("app")).isEqualTo(5);
            assertThat(loop.explanation("app").verdicts())
                    .anySatisfy(
                            verdict -> assertThat(verdict.detail()).contains("route the alert alertname = Watchdog"));
        }
    }
}
