package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.BUSY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Reason;
import org.junit.jupiter.api.Test;

/** Alertmanager has just started, and its list is not complete: that is no all clear. */
class IncompletePollTest {

    @Test
    void anEmptyListOfAnAlertmanagerThatHasJustStartedLowersNothing() {
        try (Loop loop = Loop.of(Policies.OFF_PEAK)) {
            loop.fleet.set("app", 8);
            loop.complete = false;
            loop.pass(900);
            assertThat(loop.replicas("app")).isEqualTo(8);
            assertThat(loop.explanation("app").reason()).isEqualTo(Reason.EVIDENCE);
            loop.complete = true;
            loop.pass(300);
            assertThat(loop.replicas("app")).isEqualTo(2);
        }
    }

    @Test
    void whatIsListedBeforeThatStillScalesUp() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.complete = false;
            loop.fire(BUSY).pass(30);
            assertThat(loop.replicas("app")).isEqualTo(3);
        }
    }
}
