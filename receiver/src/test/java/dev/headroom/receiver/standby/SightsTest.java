package dev.headroom.receiver.standby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long what a server told is taken for true. */
class SightsTest {
    private static final Observation SEEN =
            new Observation(1, List.of(new Replica("llm-1", 1, ReplicaState.READY, Instant.EPOCH, "127.0.0.1", "")));

    private Sight told = Sight.awake(0);
    private Runnable meanwhile = () -> {};
    private long nanos;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private int asked;
    private final Sights sights = new Sights(new Servers(), () -> ++nanos, Runnable::run);

    private final class Servers implements SleepingServers {
        @Override
        public boolean has(String service) {
            return true;
        }

        @Override
        public SleepingServer of(String service, Replica replica) {
            return new Server();
        }
    }

    private final class Server implements SleepingServer {
        @Override
        public Sight look() {
            asked++;
            meanwhile.run();
            return told;
        }

        @Override
        public void sleep(int level) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wake(int level) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void withinASecondAServerIsNotAskedTwice() {
        sights.of("llm", SEEN);
        sights.of("llm", SEEN);
        assertThat(asked).isEqualTo(1);
        nanos += 1_000_000_000;
        sights.of("llm", SEEN);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whoDoesNotTellIsAskedAgainAtOnce() {
        told = Sight.unknown("it is silent");
        sights.of("llm", SEEN);
        told = Sight.awake(0);
        assertThat(sights.of("llm", SEEN)).containsEntry("llm-1", Sight.awake(0));
    }

    /** Else one could be put to sleep for another service in the moment between two requests, or right after its wake. */
    @Test
    void itIsIdleSinceItsLastRequestOrItsWake() {
        for (Sight between : List.of(Sight.awake(1), Sight.asleep(), Sight.unknown("it is silent"))) {
            told = Sight.awake(0);
            later();
            told = between;
            later();
            assertThat(sights.idle("llm")).as("%s", between).isEmpty();
            told = Sight.awake(0);
            later();
            assertThat(sights.idle("llm")).as("%s", between).containsEntry("llm-1", Duration.ZERO);
            later();
            assertThat(sights.idle("llm").get("llm-1")).as("%s", between).isBetween(MINUTE, MINUTE.plusMillis(1));
        }
    }

    private void later() {
        nanos += MINUTE.toNanos();
        sights.of("llm", SEEN);
    }

    @Test
    void whatWasToldBeforeAChangeIsAskedAgain() {
        sights.of("llm", SEEN);
        told = Sight.asleep();
        sights.changed("llm");
        assertThat(sights.of("llm", SEEN)).containsEntry("llm-1", Sight.asleep());
        assertThat(sights.of("llm", SEEN)).containsEntry("llm-1", Sight.asleep());
        assertThat(asked).isEqualTo(2);
    }

    /** Its answer may be of the time before. */
    @Test
    void whatIsToldWhileSomethingChangesIsAskedAgain() {
        meanwhile = () -> sights.changed("llm");
        sights.of("llm", SEEN);
        meanwhile = () -> {};
        told = Sight.asleep();
        assertThat(sights.of("llm", SEEN)).containsEntry("llm-1", Sight.asleep());
    }
}
