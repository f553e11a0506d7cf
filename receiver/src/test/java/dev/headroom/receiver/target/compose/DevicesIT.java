package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UUID = "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f";
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

                String id = containers.create(NAME + "_llm_2", template(all).create(2, null, UUID));

                JsonNode request = docker.inspect(id).at("/HostConfig/DeviceRequests/0");
                assertThat(request.path("DeviceIDs")).isEqualTo(JSON.readTree("[\"" + UUID + "\"]"));
                assertThat(request.path("Count").asInt()).isZero();
                assertThat(docker.inspect(id).at("/Config/Env").toString()).contains("NVIDIA_VISIBLE_DEVICES=" + UUID);
                assertThat(Devices.onlyOf(containers.inspect(id).orElseThrow(), UUID))
                        .isTrue();
                asCdi(containers, docker, all);
            } finally {
                docker.ids("llm").forEach(id -> docker.docker("rm", "--force", id));
            }
        } finally {
            workers.shutdownNow();
        }
    }

    /** A request as {@code docker run --device nvidia.com/gpu=all} makes it, which names no capability. */
    private static void asCdi(Containers containers, DockerProject docker, Container all) throws Exception {
        ObjectNode asked = template(all).create(3, null, null);
        asked.withObject("/HostConfig")
                .set(
                        "DeviceRequests",
                        JSON.readTree("[{\"Driver\": \"cdi\", \"DeviceIDs\": [\"nvidia.com/gpu=all\"]}]"));
        Container cdi =
                containers.inspect(containers.create(NAME + "_llm_3", asked)).orElseThrow();
        assertThat(Devices.usedBy(cdi)).isTrue();
        assertThat(Devices.severalFor(cdi)).isFalse();

        String id = containers.create(NAME + "_llm_4", template(cdi).create(4, null, UUID));

        JsonNode request = docker.inspect(id).at("/HostConfig/DeviceRequests/0");
        assertThat(request.path("Driver").asText()).isEqualTo("cdi");
        assertThat(request.path("DeviceIDs")).isEqualTo(JSON.readTree("[\"nvidia.com/gpu=" + UUID + "\"]"));
        assertThat(Devices.onlyOf(containers.inspect(id).orElseThrow(), UUID)).isTrue();
    }

    private static Template template(Container container) {
        return new Template(container, new Naming("llm", List.of(container)));
    }
}
