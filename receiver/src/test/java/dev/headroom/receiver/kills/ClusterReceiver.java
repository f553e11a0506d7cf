package dev.headroom.receiver.kills;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A packaged receiver on a cluster, with an account of its own, by whose name the API server knows it. */
final class ClusterReceiver implements AutoCloseable {
    private static final Duration DONE = Duration.ofSeconds(60);

    private final String account;
    private final Path folder;
    private final Path config;
    private final Path kubeconfig;
    private final Http http;
    private Child child;

    /**
     * Starts it.
     *
     * @param account which may do what the shipped Role allows
     * @param settings all of its configuration but where it listens
     */
    ClusterReceiver(String account, String namespace, Path folder, String settings) throws IOException {
        this.account = account;
        this.folder = folder;
        int port = Distribution.freePort();
        http = Http.at(port);
        config = Files.writeString(folder.resolve(account + ".yml"), """
                listen: 127.0.0.1:%1$d
                advertise: http://127.0.0.1:%1$d
                %2$s""".formatted(port, settings));
        String token = Kubectl.admin()
                .must("-n", namespace, "create", "token", account)
                .strip();
        ControlPlane plane = ControlPlane.running();
        kubeconfig = plane.kubeconfig(namespace + "-" + account, plane.port(), token, namespace);
        child = started();
    }

    private Child started() {
        return Distribution.start(
                folder,
                List.of(),
                Map.of("KUBECONFIG", kubeconfig.toString(), "POD_NAME", account),
                "serve",
                "--config",
                config.toString());
    }

    String account() {
        return account;
    }

    void listens() {
        Distribution.port(child);
    }

    boolean leads() {
        return http.text("/metrics").contains("headroom_leader 1.0");
    }

    /** Sends a signal by its name, such as STOP. */
    void signal(String name) {
        Child.signal(child.process(), name);
    }

    /** By SIGKILL. */
    void killAndStart() {
        child.kill();
        child = started();
    }

    /** That a service has so many, as far as the receiver has a say in it, and that nothing is under way. */
    void isAt(String service, int count) {
        Waiting.until(DONE, "%s has %d of %s".formatted(account, count, service), () -> {
            var seen = http.get("/api/v1/services/" + service);
            boolean ready = seen.path("ready").asInt() == count || service.equals(ClusterWorld.FLOORED);
            return ready
                    && seen.path("desired").asInt() == count
                    && seen.path("rollout").isNull();
        });
    }

    /**
     * Returns when it has taken the order.
     *
     * @param stopped whether it cannot answer any more
     */
    void order(String service, int count, BooleanSupplier stopped) {
        String order = "{\"replicas\":" + count + ",\"owner\":\"ana\",\"reason\":\"a try\"}";
        Waiting.until(account + " takes the order of " + count, () -> {
            try {
                return http.post("/api/v1/services/" + service + "/scale", order) == 202;
            } catch (IOException e) {
                if (stopped.getAsBoolean()) {
                    return true;
                }
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() {
        signal("CONT");
        child.close();
    }
}
