package dev.headroom.receiver.kubernetes.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The command helm, as the administrator.
 *
 * @param folder the current one, where it also keeps what is its own
 */
public record Helm(Path folder) {

    /** What it printed, without its own log, and how it ended. */
    public record Said(int exit, String text) {}

    /** Runs it to its end. */
    public Said run(Map<String, String> environment, String... words) {
        List<String> command = new ArrayList<>(List.of(Programs.path("helm")));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end");
            }
            return new Said(process.exitValue(), text.replaceAll("(?m)^level=INFO .*\\R", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs it in a cluster's namespace; it must end well. */
    public String must(String namespace, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--namespace", namespace));
        return must(Map.of("KUBECONFIG", ControlPlane.running().kubeconfig().toString()), all.toArray(String[]::new));
    }

    /** Runs it without a cluster; it must end well. */
    public String must(Map<String, String> environment, String... words) {
        Said said = run(environment, words);
        if (said.exit() != 0) {
            throw new AssertionError(
                    "helm " + String.join(" ", words) + " ended with " + said.exit() + ": " + said.text());
        }
        return said.text();
    }
}
