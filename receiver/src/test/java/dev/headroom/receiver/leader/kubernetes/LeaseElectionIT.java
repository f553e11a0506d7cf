package dev.headroom.receiver.leader.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.TcpRelay;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.time.Timepiece;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Two that stand for one Lease of a real API server, with the rights of the shipped Role. */
@Timeout(120)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class LeaseElectionIT {
    private static final LeaseElection.Terms SHORT =
            new LeaseElection.Terms(Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofMillis(200));

    private final TestNamespace cluster = TestNamespace.fresh();
    private final Config account = cluster.accountConfig();
    private final int api = ControlPlane.running().port();
    private final List<LeaseElection> standing = new ArrayList<>();

    @AfterEach
    void close() {
        standing.forEach(LeaseElection::close);
        cluster.close();
    }

    private LeaseElection stand(String name, int port) {
        Cluster connection = new Cluster(
                new ConfigBuilder(account)
                        .withMasterUrl("https://127.0.0.1:" + port)
                        .build(),
                Duration.ofSeconds(5));
        LeaseElection election = new LeaseElection(
                connection,
                new LeaseLock(cluster.name(), "headroom", name),
                new Candidate(name, ""),
                SHORT,
                Timepiece.of(InstantSource.system(), System::nanoTime));
        standing.add(election);
        return election;
    }

    private String holder() {
        return cluster.admin()
                .leases()
                .inNamespace(cluster.name())
                .withName("headroom")
                .require()
                .getSpec()
                .getHolderIdentity();
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
        LeaseElection first = stand("first", api);
        until("the first is elected", first::elected);
        LeaseElection second = stand("second", api);
        assertThat(holder()).isEqualTo("first");
        assertThat(second.elected()).isFalse();

        first.close();
        assertThat(first.elected()).isFalse();
        until("the second is elected", second::elected);
    }

    @Test
    void whoResignsIsFollowedByTheOther() {
        LeaseElection first = stand("first", api);
        until("the first is elected", first::elected);
        LeaseElection second = stand("second", api);

        first.resign();

        assertThat(first.elected()).isFalse();
        until("the second is elected", second::elected);
        assertThat(first.elected()).isFalse();
    }

    @Test
    void whoIsCutOffKnowsByItselfBeforeTheOtherMayBeElected() {
        try (TcpRelay relay = new TcpRelay(api)) {
            LeaseElection first = stand("first", relay.port());
            until("the first is elected", first::elected);
            LeaseElection second = stand("second", api);

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
