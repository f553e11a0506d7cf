package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.TcpRelay;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A connection that looks open and carries nothing: what it told last is not taken for the present. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
@Timeout(180)
class DeadConnectionsIT {
    private static final ServicePolicy APP = TargetContractTest.service("app", 1);

    private final TestNamespace cluster = TestNamespace.fresh();
    private final TcpRelay relay = new TcpRelay(ControlPlane.running().port());
    private KubernetesTarget target;

    private void look(Duration longest) {
        Cluster api = new Cluster(
                new ConfigBuilder(cluster.accountConfig())
                        .withMasterUrl("https://127.0.0.1:" + relay.port())
                        .build(),
                Duration.ofSeconds(15),
                longest);
        target = new KubernetesTarget(
                api,
                Map.of("app", new Workload(Workload.Kind.DEPLOYMENT, cluster.name(), "app")),
                OnHpa.FLOOR,
                Fences.OPEN,
                System::nanoTime);
        cluster.deployment("app", 2);
        Eventually.is("two are ready", () -> target.observe(APP).ready() == 2);
    }

    @AfterEach
    void close() {
        target.close();
        relay.close();
        cluster.close();
    }

    @Test
    void watchesEndAndGoOnWhereTheyWere() throws Exception {
        look(Duration.ofSeconds(2));
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        for (int count = 3; System.nanoTime() < end; count = count == 3 ? 2 : 3) {
            int wanted = count;
            cluster.scale("app", wanted);
            Eventually.is("it is seen", () -> target.observe(APP).desired() == wanted);
            Thread.sleep(700);
            target.observe(APP);
        }
    }

    /** Where only the watch is dead, nothing else tells it: its age does. */
    @Test
    void aWatchThatIsSilentForTooLongIsBegunAnew() throws Exception {
        look(Duration.ofSeconds(6));
        relay.freeze();
        answersAgain();
        cluster.scale("app", 5);

        rightWithin(Duration.ofSeconds(6 + 10 + 10));
    }

    @Test
    void whereEveryOldConnectionIsDeadItIsRightWithinAMinute() throws Exception {
        look(Duration.ofSeconds(40)); // as long as they usually live
        relay.freeze();
        cluster.scale("app", 5);

        rightWithin(Duration.ofSeconds(60));
    }

    private void answersAgain() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (System.nanoTime() < end && !answers()) {
            Thread.sleep(200);
        }
    }

    private boolean answers() {
        try {
            target.observe(APP);
            return true;
        } catch (TargetException e) {
            return false;
        }
    }

    /** Looked at as often as the loop does. */
    private void rightWithin(Duration limit) throws Exception {
        long began = System.nanoTime();
        int seen = -1;
        String problem = "";
        while (seen != 5 && System.nanoTime() - began < limit.toNanos()) {
            try {
                seen = target.observe(APP).desired();
            } catch (TargetException e) {
                assertThat(e).hasMessageNotContaining("closed"); // that is our own doing
                seen = -1;
                problem = e.getMessage();
            }
            Thread.sleep(1000);
        }
        System.out.printf("right after %.0f s%n", (System.nanoTime() - began) / 1e9);
        assertThat(seen).as("after: " + problem).isEqualTo(5);
    }
}
