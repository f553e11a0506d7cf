package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.alert;
import static dev.headroom.receiver.store.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** News that another receiver stored is news for this one, but nothing from before it began to listen. */
class HeartbeatsTest {
    private final Heartbeats heartbeats = new Heartbeats(at(100), Duration.ofMinutes(5));

    @Test
    void whatWasStoredBeforeTheStartIsNoNews() {
        heartbeats.heardElsewhere(List.of(seen(at(99)), seen(at(100))), at(200));
        assertThat(heartbeats.evidence().heartbeat()).isNull();
    }

    @Test
    void theLatestSightCounts() {
        heartbeats.heardElsewhere(List.of(seen(at(120)), seen(at(150)), seen(at(130))), at(200));
        assertThat(heartbeats.evidence().heartbeat()).isEqualTo(at(150));
    }

    @Test
    void anOlderSightDoesNotHideWhatThisOneHeardItself() {
        heartbeats.accept(at(180));
        heartbeats.heardElsewhere(List.of(seen(at(150))), at(200));
        assertThat(heartbeats.evidence().heartbeat()).isEqualTo(at(180));
    }

    @Test
    void aSightFromTheFutureOfAnotherClockWaitsUntilItIsPast() {
        heartbeats.heardElsewhere(List.of(seen(at(201))), at(200));
        assertThat(heartbeats.evidence().heartbeat()).isNull();
        heartbeats.heardElsewhere(List.of(seen(at(201))), at(201));
        assertThat(heartbeats.evidence().heartbeat()).isEqualTo(at(201));
    }

    private static AlertState seen(Instant when) {
        return new AlertState(alert(1, T0), AlertState.Phase.FIRING, T0, when, null);
    }
}
