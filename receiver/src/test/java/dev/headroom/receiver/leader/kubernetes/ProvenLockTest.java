package dev.headroom.receiver.leader.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.time.Moment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** For how long a renewal of the Lease counts, whatever the clocks do. */
class ProvenLockTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private Moment now = new Moment(Instant.parse("2026-11-24T12:00:00Z"), Duration.ofDays(3));
    private Duration takes = Duration.ZERO;
    private boolean refuses;
    private final ProvenLock lock = new ProvenLock(new OwnLock(), () -> now);

    @AfterEach
    void close() {
        client.close();
    }

    private void renew(String holder) {
        ZonedDateTime time = now.wall().atZone(ZoneOffset.UTC);
        lock.update(client, new LeaderElectionRecord(holder, Duration.ofSeconds(15), time, time, 1));
    }

    @Test
    void itCountsFromBeforeItWasAskedFor() {
        assertThat(lock.provenWithin(DEADLINE)).as("before the first").isFalse();
        takes = Duration.ofSeconds(4);
        renew("us");
        assertThat(lock.provenWithin(DEADLINE)).isTrue();
        now = now.plus(Duration.ofSeconds(6));
        assertThat(lock.provenWithin(DEADLINE)).isFalse();
    }

    @Test
    void theTimeThatAMachineSleptCounts() {
        renew("us");
        now = new Moment(now.wall().plusSeconds(10), now.elapsed());
        assertThat(lock.provenWithin(DEADLINE)).isFalse();
        renew("us");
        assertThat(lock.provenWithin(DEADLINE)).isTrue();
    }

    @Test
    void aClockThatIsPutBackMakesItNoLonger() {
        renew("us");
        now = new Moment(now.wall().minusSeconds(3600), now.elapsed().plusSeconds(9));
        assertThat(lock.provenWithin(DEADLINE)).isTrue();
        now = now.plus(Duration.ofSeconds(1));
        assertThat(lock.provenWithin(DEADLINE)).isFalse();
    }

    @Test
    void whatIsRefusedOrGivenBackProvesNothing() {
        refuses = true;
        assertThatThrownBy(() -> renew("us")).isInstanceOf(KubernetesClientException.class);
        refuses = false;
        renew("");
        assertThat(lock.provenWithin(DEADLINE)).isFalse();
    }

    /** Takes its time, and is called us. */
    private final class OwnLock implements Lock {
        @Override
        public LeaderElectionRecord get(KubernetesClient asked) {
            throw new UnsupportedOperationException("only writes prove something");
        }

        @Override
        public void create(KubernetesClient asked, LeaderElectionRecord wanted) {
            update(asked, wanted);
        }

        @Override
        public void update(KubernetesClient asked, LeaderElectionRecord wanted) {
            now = now.plus(takes);
            if (refuses) {
                throw new KubernetesClientException("no");
            }
        }

        @Override
        public String identity() {
            return "us";
        }

        @Override
        public String describe() {
            return "Lease: test";
        }
    }
}
