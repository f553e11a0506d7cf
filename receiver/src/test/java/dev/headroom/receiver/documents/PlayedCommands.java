package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The commands of a document about clusters, where the control plane is real and its nodes are played. */
final class PlayedCommands {
    /** What is played, or run by others; {@code port-forward} and {@code exec} need a container runtime on the node. */
    private static final String PLAYED = """
            set -o pipefail
            docker() { :; }
            kubectl() {
              case " $* " in
                *" port-forward "*) touch forwarded ;;
                *" exec "*) ;;
                *) command kubectl "$@" ;;
              esac
            }
            """;

    private PlayedCommands() {}

    /** Runs it; it must end well. */
    static void must(Installation installation, Snippet command) throws IOException {
        String port = Integer.toString(installation.forwardedPort());
        String text = command.text().replace("9095:9095", port + ":9095");
        Files.writeString(installation.home().resolve("command"), PLAYED + text + "\n");
        Command.Result result = new Command(installation.home(), Duration.ofMinutes(5))
                .run(
                        "env",
                        "PATH=" + installation.path(),
                        "KUBECONFIG=" + installation.kubeconfig(),
                        "bash",
                        "command");
        assertThat(result.exit()).as(command.place() + ": " + result.output()).isZero();
        if (text.contains("port-forward")) {
            installation.forward();
        }
        Path own = installation.home().resolve("headroom.yml");
        if (Files.exists(own) && !Files.readString(own).contains("listen")) {
            Files.writeString(own, "listen: 127.0.0.1:" + port + "\n", StandardOpenOption.APPEND);
        }
    }
}
