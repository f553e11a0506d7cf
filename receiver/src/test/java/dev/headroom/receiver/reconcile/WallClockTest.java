package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.BUSY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Evidence.Sight;
import dev.headroom.receiver.rollout.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is set, or the machine slept: nothing ends early by it, and nothing is late. */
class WallClockTest {

    @ParameterizedTest
    @ValueSource(longs = {8, 60, 24 * 60, -8, -60, -24 * 60})
    void whatFiresGoesOnFiringAndNothingIsLoweredByIt(long minutes) {
        try (Loop loop = Loop.of(Policies.CALM)) {
            loop.fleet.set("app", 8);
            loop.fire(BUSY).pass(300);
            int before = loop.replicas("app");
            loop.alertmanager = false;
            loop.jump(Duration.ofMinutes(minutes)).pass(10);
            assertThat(loop.reconciler().situation().firing().names()).contains("HighLoad");
            assertThat(loop.reconciler().evidence().look(loop.now()).sight()).isEqualTo(Sight.BLIND);
            loop.pass(60);
            assertThat(loop.replicas("app")).isEqualTo(before);
            loop.alertmanager = true;
            loop.pass(120);
            assertThat(loop.reconciler().evidence().look(loop.now()).sight()).isEqualTo(Sight.CLEAR);
            assertThat(loop.fleet.changesOf("app")).allMatch(change -> change.to() > change.from());
        }
    }

    @Test
    void whereItIsSetToAndFroTheNewsOfBeforeCountsForNothing() {
        try (Loop loop = Loop.of(Policies.CALM)) {
            loop.pass(15).jump(Duration.ofMinutes(-8)).pass(5).jump(Duration.ofMinutes(8));
            loop.fire(BUSY).pass(30);
            assertThat(loop.reconciler().evidence().look(loop.now()).reason()).startsWith("the clock was set");
            assertThat(loop.fleet.changesOf("app")).isEmpty();
            loop.pass(60);
            assertThat(loop.reconciler().evidence().look(loop.now()).sight()).isEqualTo(Sight.CLEAR);
            assertThat(loop.fleet.changesOf("app")).isNotEmpty();
        }
    }

    @Test
    void aClockThatIsPutBackOverridesNoSilence() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.fire(BUSY).pass(10);
            assertThat(loop.replicas("app")).isEqualTo(3);
            loop.jump(Duration.ofHours(-1)).silence("HighLoad").pass(Duration.ofMinutes(30));
            assertThat(loop.replicas("app")).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 48 * 60, -60, -48 * 60})
    void aCooldownHoldsThroughAJumpAndNoLonger(long minutes) {
        try (Loop loop = Loop.of(Policies.APP.replace("cpu: {cooldown: 1m}", "cpu: {cooldown: 10m}"))) {
            loop.fire(BUSY).pass(10);
            assertThat(loop.replicas("app")).isEqualTo(3);
            loop.jump(Duration.ofMinutes(minutes)).pass(560);
            assertThat(loop.replicas("app")).as("nine minutes passed").isEqualTo(3);
            loop.pass(60);
            assertThat(loop.replicas("app")).as("ten minutes passed").isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {60, -60})
    void noRolloutIsLateByAJump(long minutes) {
        try (Loop loop = Loop.of(Policies.APP.replace("cpu: {cooldown: 1m}", "cpu: {cooldown: 10m}"))) {
            loop.fleet.sick.add("app");
            loop.fire(BUSY).pass(10).jump(Duration.ofMinutes(minutes)).pass(60);
            assertThat(loop.reconciler().rollouts().get("app").phase()).isEqualTo(Phase.VERIFYING);
            loop.pass(90);
            assertThat(loop.replicas("app")).as("after 120 s that passed").isEqualTo(2);
        }
    }

    @Test
    void aCooldownOfMoreThanADayIsRemembered() {
        try (Loop loop = Loop.of(Policies.APP.replace("cpu: {cooldown: 1m}", "cpu: {cooldown: 30h}"))) {
            loop.fire(BUSY).pass(10);
            assertThat(loop.replicas("app")).isEqualTo(3);
            loop.pass(Duration.ofHours(29));
            loop.reconciler().compact(Duration.ofDays(1));
            loop.pass(600);
            assertThat(loop.replicas("app")).isEqualTo(3);
            loop.pass(Duration.ofHours(1));
            assertThat(loop.replicas("app")).isEqualTo(4);
        }
    }

    @Test
    void aJumpWhileTheStoreFailsIsNoOtherJump() {
        try (Loop loop = Loop.of(Policies.APP.replace("cpu: {cooldown: 1m}", "cpu: {cooldown: 10m}"))) {
            loop.fire(BUSY).pass(10);
            loop.jump(Duration.ofHours(3));
            loop.skip(60);
            loop.pass(480);
            assertThat(loop.replicas("app")).isEqualTo(3);
            loop.pass(90);
            assertThat(loop.replicas("app")).isEqualTo(4);
        }
    }
}
