package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.Place;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stands against a clone on a real dockerd, and what does not: it is known before anything is done. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ObstaclesIT {
    private static final String NAME = "headroomb" + ProcessHandle.current().pid();

    @RegisterExtension
    static final ClassProject PROJECT = new ClassProject(NAME, ObstaclesIT::composeFile);

    private final ComposeTarget target = new ComposeTarget(NAME, null, Fences.OPEN);

    private static String composeFile(BusyboxImage image) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return """
                    services:
                    %1$s  renamed: &sleeps
                        image: %2$s
                        command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.2; done"]
                      named:
                        <<: *sleeps
                        container_name: %3$s-the-one
                      ranged:
                        <<: *sleeps
                        ports: ["127.0.0.1:%5$d-%6$d:8080"]
                      fixed:
                        <<: *sleeps
                        ports: ["127.0.0.1:%4$d:8080"]
                    """.formatted(
                            DockerProject.service("app", image),
                            image.name(),
                            NAME,
                            free.getLocalPort(),
                            free.getLocalPort() + 1,
                            free.getLocalPort() + 2);
        }
    }

    @AfterEach
    void close() {
        target.close();
    }

    private static ServicePolicy service(String name) {
        return TargetContractTest.service(name, 1);
    }

    private void cannotGrow(ServicePolicy service, List<Place> places, String why) throws TargetException {
        Set<String> before = PROJECT.ids(service.name());
        String obstacle = target.observe(service).obstacle();

        assertThat(obstacle).contains(why);
        assertThatThrownBy(() -> target.scaleTo(service, before.size() + 1, Set.of(), places))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    assertThat(e.kind()).isEqualTo(TargetException.Kind.NEVER);
                    assertThat(e).hasMessage(obstacle);
                });
        assertThat(PROJECT.ids(service.name())).isEqualTo(before);
    }

    @Test
    void aFixedHostPort() throws TargetException {
        PROJECT.compose("up", "-d", "fixed");
        cannotGrow(service("fixed"), List.of(), "fixed cannot have a second replica, its host port");
    }

    @Test
    void aRangeOfHostPortsThatIsUsedUp() throws TargetException {
        PROJECT.compose("up", "-d", "ranged");
        ServicePolicy ranged = service("ranged");
        assertThat(target.observe(ranged).obstacle()).isEmpty();
        target.scaleTo(ranged, 2);
        cannotGrow(ranged, List.of(), "ranged cannot have a further replica, its host ports ");
    }

    @Test
    void aFixedName() throws TargetException {
        PROJECT.compose("up", "-d", "named");
        cannotGrow(service("named"), List.of(), "the fixed name \"%s-the-one\"".formatted(NAME));
    }

    @Test
    void nothingToClone() throws TargetException {
        cannotGrow(
                service("nobody"),
                List.of(),
                "nobody has no replica that could be cloned: start one with `docker-compose up -d --no-deps --no-recreate nobody`");
    }

    @Test
    void aRenamedContainerIsNone() throws TargetException {
        PROJECT.compose("up", "-d", "renamed");
        PROJECT.docker("rename", NAME + "_renamed_1", NAME + "-my-pet");
        ServicePolicy renamed = service("renamed");
        assertThat(target.observe(renamed).obstacle()).isEmpty();

        target.scaleTo(renamed, 3);

        assertThat(target.observe(renamed).replicas())
                .extracting(Replica::name)
                .containsExactly(NAME + "-my-pet", NAME + "_renamed_2", NAME + "_renamed_3");
        assertThat(PROJECT.compose("ps", "-q", "renamed").lines().filter(line -> line.matches("[0-9a-f]{64}")))
                .as("Compose takes them for its own")
                .hasSize(3);
    }

    @Test
    void anOrdinaryServiceHasNone() throws TargetException {
        PROJECT.compose("up", "-d", "app");
        assertThat(target.observe(service("app")).obstacle()).isEmpty();
    }

    /** As Compose of version 2 would create it; it can be looked at without NVIDIA's runtime, not started. */
    private static String created(String service, String... options) {
        List<String> words =
                new ArrayList<>(List.of("create", "--network", "none", "--name", NAME + "-" + service + "-1"));
        words.addAll(List.of("--label", "com.docker.compose.project=" + NAME));
        words.addAll(List.of("--label", "com.docker.compose.service=" + service));
        words.addAll(List.of("--label", "com.docker.compose.container-number=1"));
        words.addAll(List.of("--label", "com.docker.compose.oneoff=False"));
        words.addAll(List.of("--label", "com.docker.compose.version=2.29.7"));
        words.addAll(List.of(options));
        words.addAll(List.of(PROJECT.image().name(), "sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.2; done"));
        return PROJECT.docker(words.toArray(String[]::new));
    }

    private static ServicePolicy placed(ServicePolicy any) {
        return new ServicePolicy(
                any.name(),
                any.replicas(),
                any.timings(),
                new GpuNeeds(true, 1L, List.of()),
                any.scaleDown(),
                any.maxActionsPerHour(),
                any.targets(),
                any.triggers());
    }

    @Test
    void anInstanceThatDockerKnowsByNoSuchNameIsNotAskedFor() {
        created("instance", "--gpus", "1");
        ServicePolicy service = placed(service("instance"));
        try {
            Set<String> before = PROJECT.ids("instance");
            assertThatThrownBy(() -> target.scaleTo(service, before.size() + 1, Set.of(), List.of(Place.on("GPU-a:1"))))
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.kind()).isEqualTo(TargetException.Kind.NEVER))
                    .hasMessageContaining("instance cannot have a replica on GPU-a:1, an instance of MIG")
                    .hasMessageContaining("gpu.source: nvml");
            assertThat(PROJECT.ids("instance")).isEqualTo(before);
        } finally {
            PROJECT.ids("instance").forEach(id -> PROJECT.docker("rm", "--force", id));
        }
    }

    @Test
    void aReplicaThatAsksForSeveralGpusIsGivenNoPlaceOnOne() throws TargetException {
        created("twogpus", "--gpus", "2");
        ServicePolicy any = service("twogpus");
        ServicePolicy placed = placed(any);
        try {
            assertThat(target.observe(any).obstacle())
                    .as("where nobody places it, a clone asks for two as well")
                    .isEmpty();
            cannotGrow(placed, List.of(Place.on("GPU-0")), "each asks for several GPUs and would get one");
        } finally {
            PROJECT.ids("twogpus").forEach(id -> PROJECT.docker("rm", "--force", id));
        }
    }

    /** As Compose of version 2 does it: an archive with times in whole seconds, between creation and start. */
    @Test
    void aCloneHasTheSecretsAndConfigsThatComposePutsIn() throws Exception {
        String first = created("secretive");
        try {
            Path root = Files.createDirectories(PROJECT.folder().resolve("put-in"));
            Files.createDirectories(root.resolve("run/secrets"));
            Files.createDirectories(root.resolve("etc/model"));
            Files.writeString(root.resolve("run/secrets/token"), "s3cret");
            Files.writeString(root.resolve("etc/model/model.yml"), "size: 7\n");
            new Command(root, Duration.ofSeconds(60))
                    .must(
                            "sh",
                            "-c",
                            "chmod 400 run/secrets/token && tar --owner=1000 --group=1000 -c run/secrets/token etc/model/model.yml | docker cp -a - "
                                    + first + ":/");
            PROJECT.docker("start", first);
            PROJECT.docker("exec", first, "sh", "-c", "echo mine > /etc/model/own; echo mine > /own");
            ServicePolicy secretive = service("secretive");
            assertThat(target.observe(secretive).obstacle()).isEmpty();

            target.scaleTo(secretive, 2);

            String clone = NAME + "-secretive-2";
            assertThat(PROJECT.docker("exec", clone, "stat", "-c", "%a %u %s", "/run/secrets/token"))
                    .isEqualTo("400 1000 6");
            assertThat(PROJECT.docker("exec", clone, "cat", "/run/secrets/token", "/etc/model/model.yml"))
                    .isEqualTo("s3cretsize: 7");
            assertThat(PROJECT.docker("exec", clone, "ls", "/", "/etc/model"))
                    .as("what the first has written itself stays with it")
                    .doesNotContain("own");
        } finally {
            PROJECT.ids("secretive").forEach(id -> PROJECT.docker("rm", "--force", id));
        }
    }
}
