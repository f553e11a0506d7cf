package dev.headroom.receiver.kubernetes.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command kubectl.
 *
 * @param kubeconfig whose rights it has
 */
public record Kubectl(Path kubeconfig) {

    /** What it said, and how it ended. */
    public record Said(int exit, String text) {}

    public static Kubectl admin() {
        return new Kubectl(ControlPlane.running().kubeconfig());
    }

    /** Runs it to its end. */
    public Said run(String... words) {
        List<String> command = new ArrayList<>(List.of(Programs.path("kubectl")));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end");
            }
            return new Said(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs it; it must end well. */
    public String must(String... words) {
        Said said = run(words);
        if (said.exit() != 0) {
            throw new AssertionError(
                    "kubectl " + String.join(" ", words) + " ended with " + said.exit() + ": " + said.text());
        }
        return said.text();
    }
}
