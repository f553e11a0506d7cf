package dev.headroom.receiver.kubernetes.real;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the programs of a control plane are: in the folder that {@code KUBEBUILDER_ASSETS} names, or where tests/peers builds
 * them.
 */
public final class Programs {
    static final List<String> NEEDED =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl");

    /** Said of tests that are skipped. */
    public static final String MISSING =
            "no control plane of Kubernetes: build it once with tests/peers/build kubernetes (needs Go)";

    private Programs() {}

    /** Whether all are there; the condition of the tests that need them. */
    public static boolean installed() {
        return NEEDED.stream().allMatch(name -> find(name).isPresent());
    }

    /** Whether the kinds of the Prometheus operator are there, too. */
    public static boolean operatorKnown() {
        return installed() && Files.isDirectory(operatorKinds());
    }

    /** The Prometheus operator's CustomResourceDefinitions. */
    public static Path operatorKinds() {
        return built().resolve("prometheus-operator");
    }

    public static String path(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(name + ": " + MISSING))
                .toString();
    }

    private static Optional<Path> find(String name) {
        return Stream.of(Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).map(Path::of), Optional.of(built()))
                .flatMap(Optional::stream)
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path built() {
        String home = System.getProperty("user.home");
        String cache = Objects.requireNonNullElse(System.getenv("XDG_CACHE_HOME"), home + "/.cache");
        String peers = Objects.requireNonNullElse(System.getenv("HEADROOM_PEERS"), cache + "/headroom/peers");
        return Path.of(peers, "bin");
    }
}
