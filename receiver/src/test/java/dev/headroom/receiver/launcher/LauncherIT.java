package dev.headroom.receiver.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What ./headroom builds, and what that leaves running. */
class LauncherIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    @Test
    void whatItBuildsHasTheVersionAndNoTests() throws IOException {
        Command command = new Command(Distribution.ROOT, LIMIT);
        String version = command.must("sed", "-n", "0,/<version>/s/.*<version>\\(.*\\)<.*/\\1/p", "pom.xml");
        assertThat(command.must("./headroom", "version")).contains("headroom " + version + ", Java ");
        assertThat(command.must("./headroom", "version")).as("not built again").startsWith("headroom " + version);
        assertThat(command.must("./headroom", "ttl", "--help")).contains("replay");
        assertThat(command.must("./headroom", "help", "ttl")).contains("replay");
        assertThat(command.must("./headroom", "backtest", "--help"))
                .as("no word of Java's own")
                .startsWith("Usage: ");
        assertThat(command.must("./headroom", "backtest", "--help", "--from-prometheus", "http://127.0.0.1:1"))
                .startsWith("Usage: ");
        try (Stream<Path> jars = Files.list(Distribution.ROOT.resolve("target/headroom/current/receiver/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .anyMatch(jar -> jar.startsWith("headroom-receiver-"))
                    .noneMatch(jar -> jar.matches("(junit|wiremock|assertj|archunit|error_prone_core|jmh).*"))
                    .as("Java keeps a directory of each in its heap")
                    .noneMatch(
                            jar -> jar.matches("(.*websocket|kubernetes-model-(gatewayapi|resource|flowcontrol)).*"));
        }
    }

    /** Else they are memory of each process. Later Javas keep none of them in any archive. */
    @Test
    @EnabledForJreRange(max = JRE.JAVA_17)
    void oldClassesComeFromTheArchive() throws IOException {
        Path loaded = folder.resolve("loaded");
        new Command(Distribution.ROOT, LIMIT)
                .must("env", "HEADROOM_JAVA_OPTS=-Xlog:class+load:file=" + loaded, "./headroom", "serve", "--help");
        assertThat(loaded).content().contains("picocli.CommandLine source: shared objects file");
    }

    @Test
    void aReceiverOutlivesTheNextBuild() throws IOException {
        Tree tree = Tree.make(
                folder.resolve("tree"), Path.of(System.getProperty("java.home")), """
                mkdir -p "$product/headroom-receiver/headroom"
                cp -r "%s" "$product/headroom-receiver/headroom/lib"
                """.formatted(Distribution.LIB));
        new Command(Distribution.ROOT, LIMIT)
                .must("cp", "-r", "alert-rules", tree.root().toString());
        String store = "sqlite:" + folder.resolve("state.db");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Tree with = tree.with("HEADROOM_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        try (Child receiver =
                with.start("serve", "--listen", "127.0.0.1:0", "--store", store, "--target", "simulated")) {
            Http http = Http.at(Distribution.port(receiver));
            tree.edit("second");
            tree.run("version");
            assertThat(tree.programs()).as("both are there").hasSize(2);
            // None of what these need has been loaded by now.
            String order = "{\"replicas\": 6, \"owner\": \"ana\", \"reason\": \"above every window's floor\"}";
            Waiting.until("the order is taken, as soon as the schedule's own rollout is done", () -> {
                try {
                    return http.post("/api/v1/services/app/scale", order) == 202;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(List.of("/api/v1/services/app/explanation", "/api/v1/decisions", "/api/v1/replicas?service=app"))
                    .allSatisfy(path -> assertThat(http.answers(path)).as(path).isTrue());
            assertThat(receiver.err()).doesNotContain("NoClassDefFoundError", "ClassNotFoundException");
            receiver.kill();
            assertThat(temporary).as("left by one that was killed").isEmptyDirectory();
        }
    }
}
