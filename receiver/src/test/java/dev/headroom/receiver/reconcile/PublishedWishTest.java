package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.BUSY;
import static dev.headroom.receiver.reconcile.Policies.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The count that was decided for, as others may follow it, and why it is that. */
class PublishedWishTest {

    private static String told(Loop loop) {
        Metrics metrics = new Metrics();
        metrics.show(new Statuses(loop.reconciler()), loop::now);
        return new String(metrics.scrape(), StandardCharsets.UTF_8);
    }

    private static String wanted(int count) {
        return "headroom_replicas{service=\"app\",state=\"wanted\"} " + count + ".0";
    }

    private static String why(String reason, String source) {
        return "headroom_wanted_info{reason=\"" + reason + "\",service=\"app\",source=\"" + source + "\"} 1.0";
    }

    @Test
    void whatWasDecidedIsToldWithItsReason() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.pass(30);
            assertThat(told(loop)).contains(wanted(2)).contains(why("steady", ""));
        }
    }

    @Test
    void anUpIsToldBeforeItsReplicasAreReady() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.sick.add("app");
            loop.pass(30).fire(BUSY).pass(10);
            assertThat(told(loop))
                    .contains(wanted(3))
                    .contains("headroom_replicas{service=\"app\",state=\"ready\"} 0.0")
                    .contains(why("rollout", "cpu"));
        }
    }

    /** Until then it may be taken back. */
    @Test
    void aDownIsToldWhenItStops() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fleet.set("app", 4);
            loop.fleet.busy.add("app");
            loop.pass(Duration.ofMinutes(2)).fire(QUIET).pass(10);
            assertThat(loop.reconciler().rollouts()).containsKey("app");
            assertThat(told(loop)).contains(wanted(4));
            loop.fleet.busy.clear();
            loop.pass(120);
            assertThat(told(loop)).doesNotContain(wanted(4));
        }
    }

    /** Names of people are no labels. */
    @Test
    void ofAPersonOnlyIsToldThatItIsOne() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.pass(30);
            loop.reconciler().order(new ManualScale("app", 5, "ana", "load test"));
            loop.pass(5);
            assertThat(told(loop)).contains(wanted(5)).doesNotContain(":ana").doesNotContain("\"ana");
        }
    }
}
