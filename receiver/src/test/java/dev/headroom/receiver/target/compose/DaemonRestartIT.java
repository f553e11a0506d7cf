package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dockerd of its own, in a network of its own, that is restarted: its events are gone then. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class DaemonRestartIT {
    private static final ServicePolicy APP = TargetContractTest.service("app", 1);

    @TempDir
    private Path folder;

    private String socket() {
        return "unix://" + folder.resolve("docker.sock");
    }

    private Process dockerd() throws IOException {
        Process dockerd = new ProcessBuilder(
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
        DockerProject.await("dockerd answers", () -> run("version").exit() == 0 || !dockerd.isAlive());
        assertThat(dockerd.isAlive())
                .as(Files.readString(folder.resolve("dockerd.log")))
                .isTrue();
        return dockerd;
    }

    private static void end(Process dockerd) throws InterruptedException {
        dockerd.destroy();
        if (!dockerd.waitFor(60, TimeUnit.SECONDS)) {
            dockerd.destroyForcibly();
        }
    }

    private Command.Result run(String... words) {
        return command().run(docker(words));
    }

    private String must(String... words) {
        return command().must(docker(words));
    }

    private Command command() {
        return new Command(folder, Duration.ofSeconds(60));
    }

    private String[] docker(String... words) {
        return Stream.concat(Stream.of("docker", "--host", socket()), Stream.of(words))
                .toArray(String[]::new);
    }

    private void replica(int number, String image) {
        must(
                "run",
                "--detach",
                "--network=none",
                "--name=shop_app_" + number,
                "--label=com.docker.compose.project=shop",
                "--label=com.docker.compose.service=app",
                "--label=com.docker.compose.oneoff=False",
                "--label=com.docker.compose.version=1.29.2",
                "--label=com.docker.compose.container-number=" + number,
                image,
                "sh",
                "-c",
                "trap 'exit 0' TERM; while true; do sleep 0.2; done");
    }

    @Test
    void whatWasRunningIsLostAndWhatWasSeenStoppedStaysSo() throws Exception {
        String whyNot = new Command(Path.of("."), Duration.ofSeconds(10))
                        .must("id", "-u")
                        .equals("0")
                ? BusyboxImage.whyNot()
                : "only root may start a dockerd";
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: DaemonRestartIT: " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        Process dockerd = dockerd();
        try (BusyboxImage image = BusyboxImage.make(folder.resolve("image"));
                ComposeTarget target = new ComposeTarget("shop", URI.create(socket()), Fences.OPEN)) {
            must(
                    "import",
                    "--change",
                    "ENV PATH=/bin",
                    image.folder().resolve("image.tar").toString(),
                    "app:1");
            replica(1, "app:1");
            replica(2, "app:1");
            must("stop", "--time=5", "shop_app_2");
            Waiting.until("the first has run for long enough", () -> hasReady(target));
            assertThat(target.observe(APP).replicas())
                    .extracting(Replica::number, Replica::state)
                    .containsExactly(tuple(1, ReplicaState.READY), tuple(2, ReplicaState.STOPPED));

            end(dockerd);
            dockerd = dockerd();

            assertThat(target.observe(APP).replicas())
                    .extracting(Replica::number, Replica::state)
                    .containsExactly(tuple(1, ReplicaState.LOST), tuple(2, ReplicaState.STOPPED));
            target.scaleTo(APP, 1);
            assertThat(target.observe(APP).counting())
                    .extracting(Replica::number)
                    .containsExactly(1);
            run("rm", "--force", "shop_app_1", "shop_app_2");
        } finally {
            end(dockerd);
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
