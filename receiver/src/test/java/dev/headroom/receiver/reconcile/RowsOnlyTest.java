package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service without triggers, which rows alone scale, is left alone after an up and after a foreign change, too. */
class RowsOnlyTest {

    private static final String POLICY = """
            version: 1
            services:
              app:
                min_replicas: 1
                max_replicas: 10
                scale_up_increment: 1
                scale_down_increment: 1
            matrix:
              - name: busy
                priority: P1
                cooldown: %s
                when: {any: [Busy]}
                then: {app: scale_up}
              - name: quiet
                priority: P2
                cooldown: 1m
                when: {any: [Quiet]}
                then: {app: scale_down}
            """;

    @Test
    void noDownWithinTheLongestCooldownOfItsRowsAfterAnUp() {
        try (Loop loop = Loop.of(POLICY.formatted("8m"))) {
            loop.pass(30).fire("Busy").pass(10).resolve("Busy").fire("Quiet").pass(Duration.ofMinutes(7));
            assertThat(loop.replicas("app")).isEqualTo(2);
            assertThat(loop.explanation("app").reason()).isEqualTo(Reason.STABILIZATION);

            loop.pass(Duration.ofMinutes(3));
            assertThat(loop.replicas("app")).isEqualTo(1);
        }
    }

    @Test
    void whatSomebodyElseSetIsLeftAloneForFiveMinutesAtLeast() {
        try (Loop loop = Loop.of(POLICY.formatted("1m"))) {
            loop.pass(30);
            loop.fleet.set("app", 3);
            loop.pass(10).fire("Quiet").pass(Duration.ofMinutes(4));
            assertThat(loop.replicas("app")).isEqualTo(3);
            assertThat(loop.explanation("app").reason()).isEqualTo(Reason.COOLDOWN);

            loop.pass(Duration.ofMinutes(3));
            assertThat(loop.replicas("app")).isLessThan(3);
        }
    }
}
