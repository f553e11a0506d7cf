package dev.headroom.receiver.kubernetes.real;

import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where the programs of a control plane are: in the folder that {@code KUBEBUILDER_ASSETS} names, or where tests/peers/build
 * keeps them.
 */
public final class Programs {
    private static final Path BUILD =
            Path.of("..", "tests", "peers", "build").toAbsolutePath().normalize();
    private static final Map<String, String> PEERS = Map.of(
            "etcd", "etcd",
            "kube-apiserver", "kubernetes",
            "kube-controller-manager", "kubernetes",
            "kube-scheduler", "kubernetes",
            "kubectl", "kubernetes",
            "helm", "helm");
    private static final Map<String, Optional<Path>> FOLDERS = new ConcurrentHashMap<>();
    private static final List<String> KINDS =
            List.of("servicemonitors", "podmonitors", "prometheusrules", "alertmanagerconfigs");

    /** Said of tests that are skipped. */
    public static final String MISSING =
            "no control plane of Kubernetes: tests/peers/build etcd kubernetes makes one, once (needs Go)";

    /** The same of Helm. */
    public static final String NO_HELM =
            "no Helm, or no control plane: tests/peers/build etcd kubernetes helm makes both, once (needs Go)";

    private Programs() {}

    /** Whether all are there; the condition of the tests that need them. */
    public static boolean installed() {
        return PEERS.keySet().stream()
                .filter(name -> !name.equals("helm"))
                .allMatch(name -> find(name).isPresent());
    }

    /** Whether all are there, and Helm. */
    public static boolean withHelm() {
        return installed() && helm();
    }

    /** Whether Helm is there. */
    public static boolean helm() {
        return find("helm").isPresent();
    }

    /** Whether all are there, and a Redis. */
    public static boolean withRedis() {
        return installed() && RedisServer.installed();
    }

    /** Whether the kinds of the Prometheus operator are there, too. */
    public static boolean operatorKnown() {
        return installed() && folder("prometheus-operator").isPresent();
    }

    /** Makes the kinds of the Prometheus operator known to the cluster, as its chart does. */
    public static void installOperatorKinds() {
        for (String kind : KINDS) {
            Path file = folder("prometheus-operator")
                    .orElseThrow()
                    .resolve("crds")
                    .resolve("monitoring.coreos.com_" + kind + ".yaml");
            Kubectl.admin().must("apply", "--server-side", "-f", file.toString());
        }
        Waiting.until(
                "the kinds are known",
                () -> Kubectl.admin()
                                .run("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all")
                                .exit()
                        == 0);
    }

    public static String path(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(name + ": " + MISSING))
                .toString();
    }

    private static Optional<Path> find(String name) {
        Optional<Path> given =
                Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).map(Path::of);
        return Stream.concat(given.stream(), folder(String.valueOf(PEERS.get(name))).stream())
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> folder(String peer) {
        return FOLDERS.computeIfAbsent(peer, Programs::ask);
    }

    private static Optional<Path> ask(String peer) {
        try {
            Process process = new ProcessBuilder(BUILD.toString(), "--where", peer).start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(Path.of(told)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
