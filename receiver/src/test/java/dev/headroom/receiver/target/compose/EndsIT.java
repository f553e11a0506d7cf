package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replicas that end on a real dockerd, one way or another. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class EndsIT {
    private static final String NAME = "headroome" + ProcessHandle.current().pid();
    private static final ServicePolicy APP = TargetContractTest.service("app", 1);
    private static final ServicePolicy LOOP = TargetContractTest.service("loop", 1);
    private static final ServicePolicy BRIEF = TargetContractTest.service("brief", 1);

    @RegisterExtension
    static final ClassProject PROJECT = new ClassProject(NAME, EndsIT::composeFile);

    private final ComposeTarget target = new ComposeTarget(NAME, null, Fences.OPEN);

    private static String composeFile(BusyboxImage image) {
        return """
                services:
                %s  brief:
                    image: %s
                    command: [sh, -c, "sleep 1; exit 3"]
                  loop:
                    image: %s
                    restart: always
                    command: [sh, -c, "exit 3"]
                """.formatted(DockerProject.service("app", image), image.name(), image.name());
    }

    @AfterEach
    void close() {
        target.close();
    }

    private static String name(int number) {
        return NAME + "_app_" + number;
    }

    @Test
    void whoWasKilledIsLostAndWhoWasStoppedIsNot() throws TargetException {
        PROJECT.compose("up", "-d", "--scale", "app=4", "app");
        PROJECT.docker("kill", name(4));
        PROJECT.docker("stop", "-t", "5", name(2));

        Observation seen = target.observe(APP);

        assertThat(seen.desired()).isEqualTo(2);
        assertThat(seen.replicas())
                .extracting(Replica::number, Replica::state)
                .contains(tuple(2, ReplicaState.STOPPED), tuple(4, ReplicaState.LOST));
        assertThat(seen.lost())
                .singleElement()
                .satisfies(
                        replica -> assertThat(replica.note()).startsWith("ended by itself with exit code 137 at 20"));
        assertThat(target.observe(APP).lost()).as("as it was told once").isEqualTo(seen.lost());

        target.scaleTo(APP, 3);
        assertThat(target.observe(APP).counting())
                .extracting(Replica::number)
                .as("the lost one is brought back before the stopped one")
                .containsExactly(1, 3, 4);
    }

    /** Docker stops it while it waits for its next start: it does not end once more for that. */
    @Test
    void whoIsStoppedWhileItCrashesAgainAndAgainIsNotLost() {
        PROJECT.compose("up", "-d", "loop");
        DockerProject.await(
                "its pauses are longer than the time in which a stop is looked for",
                () -> Integer.parseInt(PROJECT.docker("inspect", "-f", "{{.RestartCount}}", NAME + "_loop_1")
                                .strip())
                        >= 7);
        PROJECT.docker("stop", "-t", "1", NAME + "_loop_1");

        assertThat(replica(LOOP).state()).isEqualTo(ReplicaState.STOPPED);
    }

    @Test
    void whatEndedByItselfIsLost() {
        PROJECT.compose("up", "-d", "brief");

        DockerProject.await(
                "it ended",
                () -> !PROJECT.docker("ps", "-q", "-f", "status=exited", "-f", "name=" + NAME + "_brief_1")
                        .isEmpty());

        assertThat(replica(BRIEF).state()).isEqualTo(ReplicaState.LOST);
        assertThat(replica(BRIEF).note()).startsWith("ended by itself with exit code 3 at 20");
    }

    private Replica replica(ServicePolicy service) {
        try {
            return target.observe(service).replicas().get(0);
        } catch (TargetException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatAScaleDownHadStoppedWhenItWasCutOffIsNotLost() throws TargetException {
        PROJECT.compose("up", "-d", "--scale", "app=2", "app");
        AtomicInteger effects = new AtomicInteger(1);
        try (ComposeTarget cutOff = new ComposeTarget(NAME, null, new Fence(() -> effects.getAndDecrement() > 0))) {
            assertThatThrownBy(() -> cutOff.scaleTo(APP, 1)).hasMessageContaining("does not lead any more");
        }

        Observation seen = target.observe(APP);

        assertThat(seen.replicas())
                .extracting(Replica::number, Replica::state)
                .contains(tuple(2, ReplicaState.STOPPED));
        assertThat(seen.lost()).isEmpty();
    }

    @Test
    void aReplicaThatWasStoppedIsLostWhenItIsStartedAndEndsAgain() throws TargetException {
        PROJECT.compose("up", "-d", "--scale", "app=1", "app");
        PROJECT.docker("stop", "-t", "5", name(1));
        assertThat(replica(APP).state()).isEqualTo(ReplicaState.STOPPED);

        target.scaleTo(APP, 1);
        PROJECT.docker("kill", name(1));

        assertThat(replica(APP).state()).isEqualTo(ReplicaState.LOST);
    }
}
