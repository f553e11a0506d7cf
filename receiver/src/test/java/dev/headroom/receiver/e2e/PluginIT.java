package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.cli.Main;
import dev.headroom.receiver.docker.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kubectl headroom}: what kubectl answers is played, the receiver and the plugin are real. */
@Timeout(120)
class PluginIT {
    private static final String TOKEN = "a-token-of-the-plugin-test-that-is-long-enough";
    private static final Path PLUGIN = Distribution.ROOT.resolve("kubernetes/kubectl-headroom");

    @TempDir
    private Path folder;

    private Command.Result plugin(String... words) {
        Command command = new Command(folder, Duration.ofSeconds(60));
        List<String> all = new java.util.ArrayList<>(List.of(
                "env",
                "PATH=" + folder + ":" + System.getenv("PATH"),
                "HEADROOM=" + folder.resolve("program"),
                "USER=ana"));
        all.add(folder.resolve("kubectl-headroom").toString());
        all.addAll(List.of(words));
        return command.run(all.toArray(String[]::new));
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Who answers at that port, and only to who has the right to the Secret. */
    private void kubectl(int port) throws IOException {
        script("kubectl", """
                echo "$*" >>%1$s/asked
                case "$*" in
                  "-n other"*) echo 'Error from server (Forbidden): secrets "headroom" is forbidden' >&2; exit 1 ;;
                  *"get secret headroom"*) printf '%%s' %2$s ;;
                  *"port-forward service/headroom :9095") echo "Forwarding from 127.0.0.1:%3$d -> 9095"; exec sleep 60 ;;
                  *) echo "not played: $*" >&2; exit 1 ;;
                esac
                """.formatted(folder, TOKEN, port));
    }

    @Test
    void itAsksAndOrdersTheReceiverOfANamespaceThroughItsService() throws IOException {
        Files.createSymbolicLink(folder.resolve("kubectl-headroom"), PLUGIN);
        Path there = Files.createDirectories(folder.resolve("there"));
        Files.writeString(there.resolve("token"), TOKEN);
        Shipped.policy(there.resolve("policy.yml"), same -> same);
        Files.writeString(there.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                token_file: token
                policy: policy.yml
                store: sqlite:state.db
                """.formatted(Distribution.freePort()));
        script(
                "program",
                "exec "
                        + String.join(
                                " ",
                                Distribution.program(List.of()).stream()
                                        .map(word -> "'" + word + "'")
                                        .toList())
                        + " \"$@\"\n");

        try (Child receiver = Distribution.start(there, "serve")) {
            kubectl(Distribution.port(receiver));

            Command.Result status = plugin("-n", "inference", "status");
            assertThat(status.exit()).as(status.output()).isZero();
            assertThat(status.output()).contains("worker-llm");
            Command.Result behind = plugin("explain", "app", "--context=east", "--namespace", "training");
            assertThat(behind.exit())
                    .as("as kubectl takes them: %s", behind.output())
                    .isZero();
            Command.Result frozen = plugin("freeze", "app", "--for", "1h", "--reason", "a look");
            assertThat(frozen.exit()).as(frozen.output()).isZero();
            assertThat(plugin("explain", "app").output()).contains("freeze").contains("a look");
        }

        assertThat(Files.readString(folder.resolve("asked")))
                .contains("-n inference get secret", "-n inference port-forward")
                .contains("--context=east --namespace training get secret")
                .doesNotContain(TOKEN);
    }

    /** The others are run as they are. */
    @Test
    void itKnowsWhichCommandsAskAReceiver() throws IOException {
        assertThat(Files.readString(PLUGIN))
                .contains(Main.commandLine().getSubcommands().entrySet().stream()
                        .filter(command -> command.getValue().getCommandSpec().findOption("--url") != null)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(" | ", "  ", ") ;;")));
    }

    @Test
    void whatItLacksIsSaid() throws IOException {
        Files.createSymbolicLink(folder.resolve("kubectl-headroom"), PLUGIN);
        kubectl(1);

        assertThat(plugin().output()).contains("which command?");
        assertThat(plugin("status", "-n").output()).isEqualTo("kubectl headroom: -n needs a value\n");
        Files.writeString(folder.resolve("program"), "#!/bin/bash\necho \"asked: $*\"");
        assertThat(folder.resolve("program").toFile().setExecutable(true)).isTrue();
        assertThat(plugin("freeze", "--help").output()).isEqualTo("asked: freeze --help\n");
        assertThat(plugin("help", "pin").output()).isEqualTo("asked: help pin\n");
        Command.Result forbidden = plugin("-n", "other", "status");
        assertThat(forbidden.exit()).isEqualTo(2);
        assertThat(forbidden.output()).contains("is forbidden", "the right to get it");
    }
}
