package dev.headroom.receiver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A dockerd of one test, in a network of its own, that may be stopped and started again: it then finds what it kept. */
public final class OwnDockerd implements AutoCloseable {
    private static final String IMAGE = "busybox:1";

    private final Path folder;
    private Process process;

    private OwnDockerd(Path folder) {
        this.folder = folder;
    }

    /** Why none can be started here; empty text when all is well. */
    public static String whyNot() {
        return new Command(Path.of("."), Duration.ofSeconds(10))
                        .must("id", "-u")
                        .equals("0")
                ? BusyboxImage.missing()
                : "only root may start a dockerd";
    }

    /** @param folder for its socket and all that it keeps */
    public static OwnDockerd in(Path folder) throws IOException {
        OwnDockerd dockerd = new OwnDockerd(folder);
        dockerd.start();
        Path archive = BusyboxImage.archive(Files.createDirectory(folder.resolve("image")));
        dockerd.must("import", "--change", "ENV PATH=/bin", archive.toString(), IMAGE);
        return dockerd;
    }

    /** As {@code DOCKER_HOST} has it. */
    public String socket() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Starts it, and waits until it answers. */
    public void start() throws IOException {
        process = new ProcessBuilder(
                        "unshare",
                        "--net", // without a bridge it would take the one of another dockerd away
                        "dockerd",
                        "--host=" + socket(),
                        "--data-root=" + folder.resolve("data"),
                        "--exec-root=" + folder.resolve("exec"),
                        "--pidfile=" + folder.resolve("dockerd.pid"),
                        "--storage-driver=vfs",
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("dockerd.log").toFile()))
                .start();
        DockerProject.await("dockerd answers", () -> run("version").exit() == 0 || !process.isAlive());
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve("dockerd.log")))
                .isTrue();
    }

    /** Stops it, with all that it runs. */
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** Runs a replica of busybox as docker-compose labels it. */
    public void replica(String project, String service, int number) {
        must(
                "run",
                "--detach",
                "--network=none",
                "--name=%s_%s_%d".formatted(project, service, number),
                "--label=com.docker.compose.project=" + project,
                "--label=com.docker.compose.service=" + service,
                "--label=com.docker.compose.oneoff=False",
                "--label=com.docker.compose.version=1.29.2",
                "--label=com.docker.compose.container-number=" + number,
                IMAGE,
                "sh",
                "-c",
                "trap 'exit 0' TERM; while true; do sleep 0.2; done");
    }

    /** Runs docker on it. */
    public Command.Result run(String... words) {
        return new Command(folder, Duration.ofSeconds(60)).run(docker(words));
    }

    /** The same; anything but exit code 0 is an error. */
    public String must(String... words) {
        return new Command(folder, Duration.ofSeconds(60)).must(docker(words));
    }

    private String[] docker(String... words) {
        return Stream.concat(Stream.of("docker", "--host", socket()), Stream.of(words))
                .toArray(String[]::new);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
