package dev.headroom.receiver.leader.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.kubernetes.TcpRelay;
import dev.headroom.receiver.leader.Candidate;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two that stand for one Lease, on fabric8's mock of the API server. */
@Timeout(120)
class LeaseElectionTest {
    private static final LeaseElection.Terms SHORT =
            new LeaseElection.Terms(Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofMillis(200));

    private final ClusterServer cluster = new ClusterServer();
    private final List<LeaseElection> standing = new ArrayList<>();

    @AfterEach
    void close() {
        standing.forEach(LeaseElection::close);
        cluster.close();
    }

    private LeaseElection stand(String name, int port) {
        Cluster connection = new Cluster(
                new ConfigBuilder(cluster.config())
                        .withMasterUrl("http://127.0.0.1:" + port)
                        .build(),
                Duration.ofSeconds(5));
        LeaseElection election = new LeaseElection(
                connection, new LeaseLock(ClusterServer.NAMESPACE, "headroom", name), new Candidate(name, ""), SHORT, System::nanoTime);
        standing.add(election);
        return election;
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void oneIsElectedAndWhoStopsLeavesItToTheOther() {
        LeaseElection first = stand("first", cluster.port());
        until("the first is elected", first::elected);
        LeaseElection second = stand("second", cluster.port());
        until("the second has looked", () -> cluster.asked().size() > 4);
        assertThat(second.elected()).isFalse();

        first.close();
        assertThat(first.elected()).isFalse();
        until("the second is elected", second::elected);
    }

    @Test
    void whoResignsIsFollowedByTheOther() {
        LeaseElection first = stand("first", cluster.port());
        until("the first is elected", first::elected);
        LeaseElection second = stand("second", cluster.port());

        first.resign();

        assertThat(first.elected()).isFalse();
        until("the second is elected", second::elected);
        assertThat(first.elected()).isFalse();
    }

    @Test
    void whoIsCutOffKnowsByItselfBeforeTheOtherMayBeElected() {
        try (TcpRelay relay = new TcpRelay(cluster.port())) {
            LeaseElection first = stand("first", relay.port());
            until("the first is elected", first::elected);
            LeaseElection second = stand("second", cluster.port());

            relay.cut();

            boolean[] both = {false};
            until("the second is elected", () -> {
                both[0] |= first.elected() && second.elected();
                return second.elected();
            });
            assertThat(both[0]).isFalse();
            assertThat(first.elected()).isFalse();
            relay.mend();
        }
    }
}
