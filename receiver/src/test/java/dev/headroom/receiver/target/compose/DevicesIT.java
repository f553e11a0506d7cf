package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.docker.Daemon;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A place on a GPU in the words of a real dockerd. Without NVIDIA's runtime it creates such a container and cannot start
 * it, so the container is looked at, not run.
 */
class DevicesIT {
    private static final String NAME = "headroomd" + ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    @Test
    void dockerTakesTheRequestForOneGpuInPlaceOfAll() throws Exception {
        String whyNot = BusyboxImage.whyNot();
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: DevicesIT: " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        ExecutorService workers = Executors.newCachedThreadPool();
        try (BusyboxImage image = BusyboxImage.make(folder.resolve("image"));
                Daemon daemon = new Daemon(null, workers, Fences.OPEN)) {
            DockerProject docker = DockerProject.of(NAME, folder.resolve("project"), "services: {}\n");
            try {
                docker.docker(
                        "create",
                        "--gpus",
                        "all",
                        "--name",
                        NAME + "_llm_1",
                        "--label",
                        "com.docker.compose.project=" + NAME,
                        "--label",
                        "com.docker.compose.service=llm",
                        "--label",
                        "com.docker.compose.container-number=1",
                        image.name(),
                        "true");
                Containers containers = new Containers(daemon, NAME, () -> 0);
                Container all = containers.inspect(NAME + "_llm_1").orElseThrow();
                assertThat(Devices.usedBy(all)).isTrue();

                String id = containers.create(
                        NAME + "_llm_2", new Template(all, new Naming("llm", List.of(all))).create(2, null, 1));

                JsonNode request = docker.inspect(id).at("/HostConfig/DeviceRequests/0");
                assertThat(request.path("DeviceIDs")).isEqualTo(new ObjectMapper().readTree("[\"1\"]"));
                assertThat(request.path("Count").asInt()).isZero();
                assertThat(docker.inspect(id).at("/Config/Env").toString()).contains("NVIDIA_VISIBLE_DEVICES=1");
                assertThat(Devices.onlyOf(containers.inspect(id).orElseThrow(), 1))
                        .isTrue();
            } finally {
                docker.ids("llm").forEach(id -> docker.docker("rm", "--force", id));
            }
        } finally {
            workers.shutdownNow();
        }
    }
}
