package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.policy.ScalingPolicy;
import org.junit.jupiter.api.Test;

/** Another policy comes into force while the receiver runs. */
class TakenPolicyTest {
    private static final String APP =
            "  app: {min_replicas: 1, max_replicas: %d, warmup_time: %s, drain_timeout: 60s, triggers: {cpu: {cooldown: 5m}}}\n";
    private static final String BATCH =
            "  batch: {min_replicas: 1, max_replicas: 5, warmup_time: 60s, triggers: {queue: {cooldown: 5m}}}\n";

    private static ScalingPolicy policy(String services) {
        return Loop.read("version: 1\nservices:\n" + services);
    }

    @Test
    void aRolloutInFlightKeepsTheTimesThatItBeganWith() {
        try (Loop loop = Loop.of(policy(APP.formatted(4, "60s")))) {
            loop.pass(30);
            loop.orders().scale(new ManualScale("app", 2, "ana", "sale"));
            loop.pass(10);
            loop.reconciler().take(policy(APP.formatted(9, "0s")));
            loop.pass(30);
            assertThat(loop.reconciler().rollouts()).as("still warming up").containsKey("app");
            loop.pass(60);
            assertThat(loop.reconciler().rollouts()).isEmpty();
            assertThat(loop.replicas("app")).isEqualTo(2);
            loop.orders().scale(new ManualScale("app", 3, "ana", "sale"));
            loop.pass(20);
            assertThat(loop.reconciler().rollouts()).as("by the new times").isEmpty();
            assertThat(loop.replicas("app")).isEqualTo(3);
        }
    }

    @Test
    void whoWasDrainedOfAServiceThatLeavesIsToldToTakeWorkAgain() {
        try (Loop loop = Loop.of(policy(APP.formatted(4, "0s") + BATCH))) {
            loop.fleet.busy.add("batch");
            loop.fleet.set("batch", 3);
            loop.pass(30);
            loop.orders().scale(new ManualScale("batch", 2, "ana", "less"));
            loop.pass(10);
            assertThat(loop.fleet.drained).hasSize(1);

            loop.reconciler().take(policy(APP.formatted(4, "0s")));
            loop.pass(30);
            assertThat(loop.fleet.drained).isEmpty();
            assertThat(loop.replicas("batch")).isEqualTo(3);
            assertThat(loop.reconciler().rollouts()).isEmpty();
        }
    }

    @Test
    void aServiceThatComesBackIsScaledAsBefore() {
        ScalingPolicy both = policy(APP.formatted(4, "0s") + BATCH);
        try (Loop loop = Loop.of(both)) {
            loop.pass(30);
            loop.orders().scale(new ManualScale("batch", 2, "ana", "more"));
            loop.pass(10);
            loop.reconciler().take(policy(APP.formatted(4, "0s")));
            loop.pass(10);
            loop.reconciler().take(both);
            loop.pass(10);
            assertThat(loop.explanation("batch").reason()).isEqualTo(Reason.STEADY);
            assertThat(loop.orders()
                            .scale(new ManualScale("batch", 3, "ana", "more"))
                            .reason())
                    .isEqualTo(Reason.MANUAL);
            loop.pass(90);
            assertThat(loop.replicas("batch")).isEqualTo(3);
        }
    }

    @Test
    void aFrozenServiceIsToldNothing() {
        ScalingPolicy policy = policy(APP.formatted(4, "0s") + BATCH);
        try (Loop loop = Loop.of(policy.frozenBy("serve --frozen"))) {
            loop.pass(60);
            String first = loop.reconciler()
                    .observation("batch")
                    .orElseThrow()
                    .replicas()
                    .get(0)
                    .name();
            loop.fleet.drained.add(first);
            loop.pass(60);
            assertThat(loop.fleet.drained).contains(first);
            loop.reconciler().take(policy);
            loop.pass(30);
            assertThat(loop.fleet.drained).isEmpty();
        }
    }
}
