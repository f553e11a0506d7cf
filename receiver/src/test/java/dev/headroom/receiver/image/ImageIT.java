package dev.headroom.receiver.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Dockerfiles on a real Docker engine, over a Debian made here: the receiver runs as nobody, on a file system that it
 * cannot write to, and scales a Compose project through the shipped rules of the socket's proxy. Takes some minutes and
 * half a gigabyte, so it is run by name:
 *
 * <pre>./mvnw -pl receiver -am verify -Dit.test=ImageIT -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ImageIT {
    private static final String NAME = "headroomimage" + ProcessHandle.current().pid();
    private static final String TOKEN = "a-token-of-the-image-test-that-is-long-enough";
    private static final Command COMMAND = new Command(Distribution.ROOT, Duration.ofMinutes(10));
    private static final String NOBODY = "65532:65532";

    @TempDir
    private static Path folder;

    private static DebianBase base;
    private static BusyboxImage image;
    private static DockerProject project;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        for (String missing : List.of(BusyboxImage.whyNot(), DebianBase.whyNot())) {
            assumeTrue(missing.isEmpty(), missing);
        }
        base = DebianBase.make(folder);
        COMMAND.must("./headroom", "version"); // which builds what the images hold
        build("receiver");
        build("ttl-tuner");
        image = BusyboxImage.make(Files.createDirectories(folder.resolve("busybox")));
        project =
                DockerProject.of(NAME, folder.resolve("project"), "services:\n" + DockerProject.service("app", image));
        project.up("app=1");
        docker("network", "create", NAME);
        docker("volume", "create", NAME);
        proxy();
        receiver();
    }

    private static void build(String module) {
        docker(
                "build",
                "--build-arg",
                "JRE=" + base.name(),
                "-f",
                module + "/Dockerfile",
                "-t",
                NAME + ":" + module,
                ".");
    }

    private static String docker(String... words) {
        return COMMAND.must(Stream.concat(Stream.of("docker"), Stream.of(words)).toArray(String[]::new));
    }

    /** As compose/docker-compose.yml has it. */
    private static void proxy() {
        String socket = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        assumeTrue(socket.startsWith("unix://"), "the engine has no socket here: " + socket);
        Path rules = Distribution.ROOT.resolve("compose/socket-proxy/write.cfg");
        run(
                "proxy",
                List.of("--network-alias", "socket-proxy"),
                List.of(
                        rules + ":/etc/headroom/haproxy.cfg:ro",
                        socket.substring("unix://".length()) + ":/var/run/docker.sock"),
                List.of(base.name(), "haproxy", "-f", "/etc/headroom/haproxy.cfg"));
    }

    private static void receiver() throws IOException {
        Path secret = Files.writeString(folder.resolve("webhook-token"), TOKEN + "\n");
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app:
                    min_replicas: 1
                    max_replicas: 3
                    warmup_time: 0s
                    drain_timeout: 5s
                    triggers: {cpu_usage: {cooldown: 1m}}
                """);
        Path config = Files.writeString(folder.resolve("headroom.yml"), """
                listen: 0.0.0.0:9095
                token_file: /etc/headroom/webhook-token
                policy: /etc/headroom/policy.yml
                store: sqlite:/var/lib/headroom/headroom.db
                target: {kind: compose, project: %s}
                evaluate_every: 1s
                """.formatted(NAME));
        int port = Distribution.freePort();
        run(
                "receiver",
                List.of("-p", "127.0.0.1:" + port + ":9095", "-e", "DOCKER_HOST=tcp://socket-proxy:2375"),
                List.of(
                        config + ":/etc/headroom/headroom.yml:ro",
                        policy + ":/etc/headroom/policy.yml:ro",
                        secret + ":/etc/headroom/webhook-token:ro",
                        NAME + ":/var/lib/headroom"),
                List.of(NAME + ":receiver"));
        http = new Http(port, TOKEN);
    }

    /** With nothing that a container could do without. */
    private static void run(String name, List<String> options, List<String> mounts, List<String> command) {
        List<String> words = new ArrayList<>(List.of("run", "-d", "--name", NAME + "-" + name, "--network", NAME));
        words.addAll(List.of("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"));
        words.addAll(List.of("--security-opt", "no-new-privileges"));
        words.addAll(options);
        mounts.forEach(mount -> words.addAll(List.of("-v", mount)));
        words.addAll(command);
        docker(words.toArray(String[]::new));
    }

    private static String inside(String... command) {
        return docker(Stream.concat(Stream.of("exec", NAME + "-receiver"), Stream.of(command))
                .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        if (base == null) {
            return;
        }
        for (String each : List.of("receiver", "proxy")) {
            COMMAND.run("docker", "logs", "--tail", "20", NAME + "-" + each);
            COMMAND.run("docker", "rm", "--force", NAME + "-" + each);
        }
        if (project != null) {
            project.close();
        }
        if (image != null) {
            image.close();
        }
        COMMAND.run("docker", "volume", "rm", "--force", NAME);
        COMMAND.run("docker", "network", "rm", NAME);
        COMMAND.run("docker", "image", "rm", "--force", NAME + ":receiver", NAME + ":ttl-tuner");
        base.close();
    }

    @Test
    void asNobodyOnAReadOnlySystemItIsReadyAndScalesThroughTheRulesOfTheProxy() throws IOException {
        DockerProject.await("the receiver is ready", () -> readyOrTold());
        assertThat(docker("inspect", "-f", "{{.Config.User}}", NAME + "-receiver"))
                .isEqualTo(NOBODY);
        assertThat(inside("id", "-u")).isEqualTo("65532");
        assertThat(COMMAND.run("docker", "exec", NAME + "-receiver", "touch", "/opt/headroom/x")
                        .output())
                .contains("Read-only file system");
        assertThat(inside("cat", "/proc/1/maps"))
                .as("its archive of classes is in use")
                .contains("/opt/headroom/classes.jsa");

        String scale = "/api/v1/services/app/scale";
        assertThat(http.post(scale, "{\"replicas\":3,\"owner\":\"ana\",\"reason\":\"sale\"}"))
                .isEqualTo(202);
        DockerProject.await("three containers run", () -> running() == 3);
        DockerProject.await(
                "the up is done",
                () -> http.get("/api/v1/services/app").path("rollout").isNull());
        assertThat(http.post(scale, "{\"replicas\":1,\"owner\":\"ana\",\"reason\":\"the sale is over\"}"))
                .isEqualTo(202);
        DockerProject.await("one container runs", () -> running() == 1);

        assertThat(asked("GET /v1.41/images/json")).contains(" 403 ");
        assertThat(asked("GET /_ping")).contains(" 200 ");
        DockerProject.await(
                "the health check says so",
                () -> docker("inspect", "-f", "{{.State.Health.Status}}", NAME + "-receiver")
                        .equals("healthy"));
    }

    /** What the proxy answers to whoever is where the receiver is. */
    private static String asked(String request) {
        return inside(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/socket-proxy/2375; printf '%s HTTP/1.0\\r\\n\\r\\n' '" + request
                        + "' >&3; head -n 1 <&3");
    }

    private static boolean readyOrTold() {
        boolean runs = docker("inspect", "-f", "{{.State.Running}}", NAME + "-receiver")
                .equals("true");
        assertThat(runs)
                .as(COMMAND.run("docker", "logs", NAME + "-receiver").output())
                .isTrue();
        return http.answers("/readyz");
    }

    private static long running() {
        return docker(
                        "ps",
                        "-q",
                        "--filter",
                        "label=com.docker.compose.project=" + NAME,
                        "--filter",
                        "label=com.docker.compose.service=app")
                .lines()
                .filter(line -> !line.isBlank())
                .count();
    }

    @Test
    void theTunersImageRunsAsNobodyOnAReadOnlySystem() {
        String help = docker(
                "run", "--rm", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", NAME + ":ttl-tuner", "--help");
        assertThat(help).contains("Usage:");
        assertThat(docker("inspect", "-f", "{{.Config.User}}", NAME + ":ttl-tuner"))
                .isEqualTo(NOBODY);
    }
}
