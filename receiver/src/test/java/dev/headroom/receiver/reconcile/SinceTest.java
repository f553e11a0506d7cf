package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.BUSY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Since when a judgement says what it says: not since the last look, and not since the last start. */
class SinceTest {

    @Test
    void itIsTheFirstOfThoseThatSayTheSame() {
        try (Loop loop = Loop.of(Policies.APP)) {
            loop.pass(60);
            Instant begun = loop.reconciler().judgements().since("app").orElseThrow();
            loop.pass(Duration.ofMinutes(2));
            assertThat(loop.reconciler().judgements().since("app")).contains(begun);
            assertThat(loop.explanation("app").at()).isAfter(begun.plusSeconds(60));

            loop.fire(BUSY).pass(30);
            Instant changed = loop.reconciler().judgements().since("app").orElseThrow();
            assertThat(changed).isAfter(begun.plusSeconds(60));
            loop.restart();
            loop.pass(30);
            assertThat(loop.reconciler().judgements().since("app")).contains(changed);
        }
    }
}
