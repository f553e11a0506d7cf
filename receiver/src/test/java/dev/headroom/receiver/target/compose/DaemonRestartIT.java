package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.OwnDockerd;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dockerd that is restarted: its events are gone then. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class DaemonRestartIT {
    private static final ServicePolicy APP = TargetContractTest.service("app", 1);

    @TempDir
    private Path folder;

    @Test
    void whatWasRunningIsLostAndWhatWasSeenStoppedStaysSo() throws Exception {
        String whyNot = OwnDockerd.whyNot();
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: DaemonRestartIT: " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        try (OwnDockerd dockerd = OwnDockerd.in(folder);
                ComposeTarget target = new ComposeTarget("shop", URI.create(dockerd.socket()), Fences.OPEN)) {
            dockerd.replica("shop", "app", 1);
            dockerd.replica("shop", "app", 2);
            dockerd.must("stop", "--time=5", "shop_app_2");
            Waiting.until("the first has run for long enough", () -> hasReady(target));
            assertThat(target.observe(APP).replicas())
                    .extracting(Replica::number, Replica::state)
                    .containsExactly(tuple(1, ReplicaState.READY), tuple(2, ReplicaState.STOPPED));

            dockerd.stop();
            dockerd.start();

            assertThat(target.observe(APP).replicas())
                    .extracting(Replica::number, Replica::state)
                    .containsExactly(tuple(1, ReplicaState.LOST), tuple(2, ReplicaState.STOPPED));
            target.scaleTo(APP, 1);
            assertThat(target.observe(APP).counting())
                    .extracting(Replica::number)
                    .containsExactly(1);
            dockerd.run("rm", "--force", "shop_app_1", "shop_app_2");
        }
    }

    private static boolean hasReady(ComposeTarget target) {
        try {
            return target.observe(APP).replicas().stream().anyMatch(one -> one.state() == ReplicaState.READY);
        } catch (TargetException e) {
            throw new AssertionError(e);
        }
    }
}
