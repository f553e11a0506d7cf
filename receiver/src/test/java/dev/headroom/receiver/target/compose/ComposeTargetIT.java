package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real dockerd and docker-compose, with the services that the spec names. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ComposeTargetIT extends TargetContractTest {
    private static final String NAME = "headroomt" + ProcessHandle.current().pid();

    @RegisterExtension
    static final ClassProject PROJECT = new ClassProject(
            NAME,
            image -> "services:\n"
                    + DockerProject.service("app", image)
                    + DockerProject.service("worker-llm", image)
                    + DockerProject.service("worker-rl", image));

    private final ComposeTarget target = new ComposeTarget(NAME, null, fence);

    @BeforeEach
    void allServicesAtTheirMinimum() {
        boolean there = PROJECT.ids("app").size() == 1
                && PROJECT.ids("worker-llm").size() == 2
                && PROJECT.ids("worker-rl").size() == 1;
        if (!there) {
            PROJECT.up("app=1", "worker-llm=2", "worker-rl=1");
        }
        untilReady(APP, 1);
        untilReady(LLM, 2);
        untilReady(RL, 1);
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Override
    protected ScalingTarget target() {
        return target;
    }

    @Override
    protected void untilReady(ServicePolicy service, int count) {
        DockerProject.await(service.name() + " has " + count + " ready", () -> {
            try {
                return target.observe(service).ready() == count;
            } catch (TargetException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** When each container of a service started, by its id. */
    private static Map<String, String> starts(String service) {
        Map<String, String> starts = new TreeMap<>();
        for (String id : PROJECT.ids(service)) {
            starts.put(id, PROJECT.inspect(id).at("/State/StartedAt").asText());
        }
        return starts;
    }

    private static String only(Set<String> all, Set<String> known) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(known);
        assertThat(rest).hasSize(1);
        return rest.iterator().next();
    }

    @Test
    void theLeadIsAskedBeforeEachEffectNotOnce() throws TargetException {
        effects.set(3);

        assertThatThrownBy(() -> target.scaleTo(LLM, 5)).hasMessageContaining("does not lead any more");

        assertThat(target.observe(LLM).replicas())
                .extracting(Replica::number, replica -> replica.state() == ReplicaState.CREATED)
                .as("one was made and started, one made")
                .containsExactly(tuple(1, false), tuple(2, false), tuple(3, false), tuple(4, true));
        effects.set(Integer.MAX_VALUE);
        target.scaleTo(LLM, 2);
        assertThat(target.observe(LLM).desired()).isEqualTo(2);
    }

    @Test
    void composeTakesTheCloneForItsOwnAndTheHighestIsAskedToStop() throws Exception {
        Set<String> before = PROJECT.ids("worker-llm");
        target.scaleTo(LLM, 3);
        untilReady(LLM, 3);
        String clone = only(PROJECT.ids("worker-llm"), before);
        Map<String, String> three = starts("worker-llm");

        assertThat(PROJECT.compose("ps")).contains(NAME + "_worker-llm_3");
        PROJECT.up("app=1", "worker-llm=3", "worker-rl=1");
        assertThat(starts("worker-llm")).isEqualTo(three);

        String hostname = PROJECT.inspect(clone).at("/Config/Hostname").asText();
        target.scaleTo(LLM, 2);
        assertThat(PROJECT.ids("worker-llm")).isEqualTo(before);
        assertThat(PROJECT.folder().resolve("stopped").resolve(hostname)).hasContent("TERM");
        PROJECT.up("app=1", "worker-llm=2", "worker-rl=1");
        assertThat(starts("worker-llm").keySet()).isEqualTo(before);
    }

    @Test
    void aReplicaThatWasCreatedAndNotStartedIsStarted() throws Exception {
        PROJECT.compose("up", "--no-start", "--scale", "app=1", "--scale", "worker-llm=2", "--scale", "worker-rl=2");
        Observation half = target.observe(RL);
        assertThat(half.replicas()).extracting(Replica::state).contains(ReplicaState.CREATED);
        assertThat(half.desired()).isEqualTo(2);
        Set<String> both = PROJECT.ids("worker-rl");

        target.scaleTo(RL, 2);

        untilReady(RL, 2);
        assertThat(PROJECT.ids("worker-rl")).isEqualTo(both);
    }

    @Test
    void aStoppedReplicaIsStartedBeforeANewOneIsMade() throws Exception {
        Set<String> two = PROJECT.ids("worker-llm");
        PROJECT.docker("stop", "-t", "5", NAME + "_worker-llm_1");
        assertThat(target.observe(LLM).desired()).isEqualTo(1);

        target.scaleTo(LLM, 3);

        assertThat(target.observe(LLM).replicas()).extracting(Replica::number).containsExactly(1, 2, 3);
        assertThat(PROJECT.ids("worker-llm")).containsAll(two).hasSize(3);
    }

    @Test
    void aScaleDownThatWasCutOffIsFinished() throws Exception {
        PROJECT.docker("stop", "-t", "5", NAME + "_worker-llm_2");

        target.scaleTo(LLM, 1);

        assertThat(target.observe(LLM).replicas()).extracting(Replica::number).containsExactly(1);
    }

    @Test
    void nothingIsScaledToZeroNorFromZero() throws Exception {
        ServicePolicy unknown = service("worker-tts", 1);

        assertThat(target.observe(unknown).replicas()).isEmpty();
        assertThatThrownBy(() -> target.scaleTo(unknown, 1))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("worker-tts")
                .hasMessageContaining("docker-compose up -d");
        assertThatThrownBy(() -> target.scaleTo(LLM, 0)).hasMessageContaining("1 is the least");
        assertThat(PROJECT.ids("worker-llm")).hasSize(2);
    }

    @Test
    void aCloneRunsTheTemplatesImageThoughItsNameMeansANewerOne() throws Exception {
        String runs = PROJECT.inspect(NAME + "_app_1").at("/Image").asText();
        String archive = PROJECT.image().folder().resolve("image.tar").toString();
        String newer = PROJECT.docker(
                "import", "--change", "ENV NEWER=1", archive, PROJECT.image().name());
        try {
            target.scaleTo(APP, 2);
            assertThat(PROJECT.inspect(NAME + "_app_2").at("/Image").asText()).isEqualTo(runs);
            untilReady(APP, 2);
        } finally {
            PROJECT.docker("tag", runs, PROJECT.image().name());
            PROJECT.docker("image", "rm", newer);
        }
    }
}
