package dev.headroom.receiver.target.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real swarm of one node that listens on loopback only. It takes minutes, so it is run by name. */
@Timeout(600)
class SwarmTargetIT extends TargetContractTest {
    private static final String STACK = "headroomt" + ProcessHandle.current().pid();
    private static final Map<ServicePolicy, Integer> LEAST = Map.of(APP, 1, LLM, 2, RL, 1);

    @TempDir
    private static Path folder;

    private static BusyboxImage image;
    private static boolean ours;

    private final SwarmTarget target = new SwarmTarget(STACK, null, fence, System::nanoTime);

    @BeforeAll
    static void start() throws IOException {
        String whyNot = BusyboxImage.whyNot();
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: SwarmTargetIT: " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        ours = docker("info", "--format", "{{.Swarm.LocalNodeState}}").equals("inactive");
        if (ours) {
            docker("swarm", "init", "--listen-addr", "127.0.0.1", "--advertise-addr", "127.0.0.1");
        }
        image = BusyboxImage.make(folder.resolve("image"));
        LEAST.forEach((service, count) -> create(service.name(), "--replicas", "" + count));
    }

    private static void create(String name, String... options) {
        docker(Stream.of(
                        Stream.of("service", "create", "--detach", "--no-resolve-image", "--stop-grace-period", "5s"),
                        Stream.of("--name", STACK + "_" + name),
                        Arrays.stream(options),
                        Stream.of(image.name(), "sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.2; done"))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    private static String docker(String... words) {
        return new Command(folder, Duration.ofSeconds(120))
                .must(Stream.concat(Stream.of("docker"), Stream.of(words)).toArray(String[]::new));
    }

    @AfterAll
    static void end() {
        if (image == null) {
            return;
        }
        for (String id :
                docker("service", "ls", "-q", "--filter", "name=" + STACK).split("\\s+")) {
            docker("service", "rm", id);
        }
        if (ours) {
            docker("swarm", "leave", "--force");
        }
        DockerProject.await(
                "the image is free",
                () -> docker("ps", "-aq", "--filter", "ancestor=" + image.name())
                        .isEmpty());
        image.close();
    }

    /** The manager's choice of victims leaves gaps between the numbers; from none on they are in a row. */
    @BeforeEach
    void allServicesAtTheirMinimum() throws TargetException {
        for (Map.Entry<ServicePolicy, Integer> least : LEAST.entrySet()) {
            List<Integer> numbers = target.observe(least.getKey()).replicas().stream()
                    .map(Replica::number)
                    .toList();
            if (!numbers.equals(List.of(1, 2).subList(0, least.getValue()))) {
                target.scaleTo(least.getKey(), 0);
                target.scaleTo(least.getKey(), least.getValue());
            }
            untilReady(least.getKey(), least.getValue());
        }
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

    @Test
    void onlyTheCountIsChangedAndTheGraceThatIsTooShortIsTold() throws TargetException {
        String before = spec("app").replaceAll("\"Replicas\":[0-9]+", "");
        assertThat(target.observe(APP).choice()).isEqualTo(Choice.PLATFORM);

        target.scaleTo(APP, 2);
        assertThat(target.scaleTo(APP, 1))
                .containsExactly(STACK + "_app has a stop_grace_period of 5 s, less than its drain_timeout of 20 s");

        assertThat(spec("app").replaceAll("\"Replicas\":[0-9]+", "")).isEqualTo(before);
    }

    private static String spec(String service) {
        return docker("service", "inspect", "--format", "{{json .Spec}}", STACK + "_" + service);
    }

    @Test
    void anOlderVersionIsRefusedByTheManager() throws TargetException {
        try (SwarmTarget other = new SwarmTarget(STACK, null, Fences.OPEN, System::nanoTime)) {
            Services services = other.services();
            Service old = services.find("app");
            docker("service", "update", "--detach", "--label-add", "changed=yes", STACK + "_app");

            assertThat(services.update(old, 2)).isFalse();
            assertThat(services.find("app").replicas()).isEqualTo(1);
        }
    }

    @Test
    void whatFindsNoPlaceSaysWhy() throws TargetException {
        ServicePolicy gpu = service("gpu", 1);
        create("gpu", "--replicas", "0", "--generic-resource", "NVIDIA-GPU=1");

        target.scaleTo(gpu, 1);

        DockerProject.await("the manager says why", () -> {
            try {
                Observation seen = target.observe(gpu);
                return seen.replicas().size() == 1
                        && seen.replicas().get(0).state() == ReplicaState.UNPLACED
                        && seen.replicas().get(0).condition().contains("no suitable node");
            } catch (TargetException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aServiceThatIsNotThereIsUnknownAndAGlobalOneIsRefused() {
        assertThatThrownBy(() -> target.observe(service("nobody", 1)))
                .hasMessage("the swarm has no service \"" + STACK
                        + "_nobody\": see `docker service ls`, and deploy it or correct target.project");
        create("everywhere", "--mode", "global");
        assertThatThrownBy(() -> target.observe(service("everywhere", 1))).hasMessageContaining("is global");
    }
}
