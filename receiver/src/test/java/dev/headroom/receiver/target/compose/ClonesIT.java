package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A replica of ours beside one that Compose made of the same file in a twin project: field by field the same. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ClonesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OURS = "headroomo" + ProcessHandle.current().pid();
    private static final String TWIN = "headroomw" + ProcessHandle.current().pid();

    /** What Docker itself gives each container anew. */
    private static final String GIVEN =
            "^/(Id|Created|ExecIDs.*|State/(Pid|StartedAt|FinishedAt|Health/.*)|GraphDriver/.*|HostsPath|HostnamePath|ResolvConfPath|LogPath"
                    + "|NetworkSettings/(SandboxID|SandboxKey|Ports/.*/HostPort|Networks/[^/]+/(NetworkID|EndpointID|Gateway|IPAddress|IPPrefixLen|MacAddress))"
                    + "|Config/Labels/com.docker.compose.config-hash)$";

    @TempDir
    private static Path folder;

    private static BusyboxImage image;
    private static DockerProject ours;
    private static DockerProject twin;

    @BeforeAll
    static void start() throws IOException {
        String whyNot = BusyboxImage.whyNot();
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: ClonesIT: " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        image = BusyboxImage.make(folder.resolve("image"));
        ours = DockerProject.of(OURS, folder.resolve("p"), composeFile());
        twin = new DockerProject(TWIN, ours.folder());
    }

    private static String composeFile() {
        return """
                services:
                  rich:
                    image: %1$s
                    entrypoint: [sh, -c]
                    command: ["trap 'exit 7' TERM; while true; do sleep 0.2; done"]
                    user: "0:0"
                    working_dir: /tmp
                    environment: {MODEL: "llama 3", EMPTY: ""}
                    labels: {mine: kept}
                    expose: ["9000"]
                    ports: ["127.0.0.1::8080"]
                    tmpfs: ["/scratch:size=1m"]
                    shm_size: 32m
                    volumes: ["named:/data", "/anonymous", "./stopped:/host:ro"]
                    networks: {back: {aliases: [model]}, front: {}}
                    mem_limit: 64m
                    cpus: 0.5
                    pids_limit: 50
                    ulimits: {nofile: {soft: 1024, hard: 2048}}
                    cap_add: [NET_ADMIN]
                    cap_drop: [MKNOD]
                    security_opt: ["no-new-privileges:true"]
                    sysctls: {net.core.somaxconn: 512}
                    extra_hosts: ["db:10.9.8.7"]
                    dns_search: [example.test]
                    logging: {driver: json-file, options: {max-size: 1m}}
                    restart: unless-stopped
                    stop_signal: SIGTERM
                    stop_grace_period: 5s
                    init: true
                    healthcheck: {test: [CMD, "true"], interval: 1s, timeout: 10s, retries: 5, start_period: 1s}
                  fixed:
                    image: %1$s
                    command: [sleep, "1000"]
                    init: true
                    ports: ["127.0.0.1:%2$d:8080"]
                  deaf:
                    image: %1$s
                    command: [sh, -c, "trap '' TERM; while true; do sleep 0.2; done"]
                volumes: {named: {}}
                networks: {back: {}, front: {}}
                """.formatted(image.name(), freePort());
    }

    private static int freePort() {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterAll
    static void end() {
        if (ours != null) {
            ours.close();
            twin.close();
        }
        if (image != null) {
            image.close();
        }
    }

    private static ServicePolicy service(String name, Duration drain) {
        ServicePolicy any = Services.of(name);
        return new ServicePolicy(
                name,
                any.replicas(),
                Timings.of(Duration.ZERO, Duration.ofSeconds(60), drain),
                any.gpu(),
                any.scaleDown(),
                any.maxActionsPerHour(),
                any.targets(),
                any.triggers());
    }

    /** Opens the contract's example policies to this class. */
    private abstract static class Services extends TargetContractTest {
        static ServicePolicy of(String name) {
            return service(name, 1);
        }
    }

    @Test
    void aCloneIsWhatComposeWouldHaveMade() throws Exception {
        ServicePolicy rich = service("rich", Duration.ofSeconds(20));
        twin.compose("up", "-d", "--scale", "rich=3", "rich");
        ours.compose("up", "-d", "--scale", "rich=2", "rich");
        // A remade container carries traces of the one before, which a clone must not take over.
        ours.compose("up", "-d", "--force-recreate", "--scale", "rich=2", "rich");
        try (ComposeTarget target = new ComposeTarget(OURS, null, Fences.OPEN)) {
            target.scaleTo(rich, 3);

            assertThat(fields(ours, "rich_3")).containsExactlyInAnyOrderEntriesOf(fields(twin, "rich_3"));
            assertThat(hash("rich_3")).isEqualTo(hash("rich_2"));
            assertThat(volumeAt("rich_3", "/anonymous")).isNotEqualTo(volumeAt("rich_2", "/anonymous"));
            assertThat(volumeAt("rich_3", "/data")).isEqualTo(volumeAt("rich_2", "/data"));

            aHalfMadeOneIsConnectedAndStarted(target, rich);
        }
    }

    /** As after a crash between the creation and the second network, which Compose too connects late. */
    private void aHalfMadeOneIsConnectedAndStarted(ComposeTarget target, ServicePolicy rich) throws TargetException {
        ours.compose("up", "--no-start", "--scale", "rich=4", "rich");
        assertThat(ours.inspect(OURS + "_rich_4").at("/NetworkSettings/Networks"))
                .hasSize(1);

        target.scaleTo(rich, 4);

        JsonNode fourth = ours.inspect(OURS + "_rich_4");
        assertThat(fourth.at("/State/Status").asText()).isEqualTo("running");
        assertThat(fourth.at("/NetworkSettings/Networks").has(OURS + "_back")).isTrue();
        assertThat(fourth.at("/NetworkSettings/Networks").has(OURS + "_front")).isTrue();
    }

    private static String hash(String replica) {
        return ours.inspect(OURS + "_" + replica)
                .path("Config")
                .path("Labels")
                .path("com.docker.compose.config-hash")
                .asText("none");
    }

    private static String volumeAt(String replica, String path) {
        for (JsonNode mount : ours.inspect(OURS + "_" + replica).path("Mounts")) {
            if (mount.path("Destination").asText().equals(path)) {
                return mount.path("Name").asText();
            }
        }
        throw new AssertionError("nothing is mounted at " + path);
    }

    /** All that inspect tells, by path; names of the project, the container and its anonymous volume made neutral. */
    private static Map<String, String> fields(DockerProject project, String replica) throws IOException {
        JsonNode inspected = project.inspect(project.name() + "_" + replica);
        String id = inspected.path("Id").asText();
        String text = inspected
                .toString()
                .replace(project.name(), "PROJECT")
                .replace(id, "ID")
                .replace(id.substring(0, 12), "SHORT")
                .replaceAll("[0-9a-f]{64}(?=[\"/])", "LONG");
        Map<String, String> fields = new TreeMap<>();
        collect("", JSON.readTree(text), fields);
        fields.keySet().removeIf(field -> field.matches(GIVEN));
        return fields;
    }

    private static void collect(String path, JsonNode node, Map<String, String> fields) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> collect(path + "/" + field.getKey(), field.getValue(), fields));
        } else if (path.matches("/Mounts|/HostConfig/Binds|/Config/Env|.*/Aliases")) {
            node.forEach(element -> fields.put(path + "/" + element, ""));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), fields);
            }
        } else {
            fields.put(path, node.toString());
        }
    }

    @Test
    void aSecondReplicaWithAFixedHostPortIsRefused() throws Exception {
        ours.compose("up", "-d", "fixed");
        try (ComposeTarget target = new ComposeTarget(OURS, null, Fences.OPEN)) {
            String port = ours.inspect(OURS + "_fixed_1")
                    .at("/HostConfig/PortBindings/8080~1tcp/0/HostPort")
                    .asText();
            assertThatThrownBy(() -> target.scaleTo(service("fixed", Duration.ZERO), 2))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("fixed cannot have a second replica")
                    .hasMessageContaining("host port " + port);
        }
        assertThat(ours.ids("fixed")).hasSize(1);
    }

    @Test
    void aReplicaThatIsDeafToTheSignalIsKilledAndThatIsTold() throws Exception {
        ours.compose("up", "-d", "--scale", "deaf=3", "deaf");
        List<String> told;
        try (ComposeTarget target = new ComposeTarget(OURS, null, Fences.OPEN)) {
            told = target.scaleTo(service("deaf", Duration.ofSeconds(1)), 1);
        }

        assertThat(ours.ids("deaf")).hasSize(1);
        assertThat(told)
                .containsExactly(
                        OURS + "_deaf_3 had to be killed: it did not end within 1 s of SIGTERM",
                        OURS + "_deaf_2 had to be killed: it did not end within 1 s of SIGTERM");
    }
}
