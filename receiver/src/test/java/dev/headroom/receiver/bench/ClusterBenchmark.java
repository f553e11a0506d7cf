package dev.headroom.receiver.bench;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.kubernetes.GpuNodes;
import dev.headroom.receiver.kubernetes.ManyServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a thousand services in one policy cost where nothing changes: the packaged program, in a process of its own, on
 * fabric8's mock of the API server in this one. CPU and memory are those of the program alone, from {@code /proc}.
 */
public final class ClusterBenchmark {
    private static final ManyServices SERVICES = new ManyServices(Integer.getInteger("services", 1000), 2);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int PASSES = 12;

    private ClusterBenchmark() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("cluster-benchmark");
        try (ClusterServer server = new ClusterServer()) {
            SERVICES.in(server);
            new GpuNodes(server.admin()).node("gpu-1", 8);
            try (Child child = Distribution.start(
                    configured(folder, server.port()),
                    List.of("-Xshare:auto"),
                    Map.of("KUBECONFIG", folder.resolve("kubeconfig").toString()),
                    "serve")) {
                measure(server, child);
            }
        }
    }

    private static Path configured(Path folder, int port) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), SERVICES.policy());
        Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: mock, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: nobody, user: {}}]
                contexts: [{name: mock, context: {cluster: mock, user: nobody, namespace: %s}}]
                current-context: mock
                """.formatted(port, ClusterServer.NAMESPACE));
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                policy: %s
                store: sqlite:%s
                target: {kind: kubernetes, namespace: %s}
                gpu: {count: kubernetes}
                evaluate_every: %ds
                """.formatted(
                        folder.resolve("policy.yml"),
                        folder.resolve("headroom.db"),
                        ClusterServer.NAMESPACE,
                        EVERY.toSeconds()));
        return folder;
    }

    private static void measure(ClusterServer server, Child child) throws IOException {
        Http http = Http.at(Distribution.port(child));
        String last = SERVICES.names().get(SERVICES.count() - 1);
        Waiting.until(
                "all services are judged",
                () -> http.answers("/api/v1/services/" + last + "/explanation")
                        && http.get("/api/v1/services/" + last).path("ready").asInt() == SERVICES.pods());
        System.out.printf(
                "%d services, %d pods: %d API calls until all were seen%n",
                SERVICES.count(),
                SERVICES.count() * SERVICES.pods(),
                server.asked().size());
        Waiting.sleep(EVERY.multipliedBy(PASSES)); // its compiler has seen the loop, its heap has settled
        for (int run = 0; run < 3; run++) {
            server.forgetAsked();
            double before = Usage.cpu(child);
            Waiting.sleep(EVERY.multipliedBy(PASSES));
            System.out.printf(
                    "a pass: %.3f s of CPU, %.1f API calls; memory: %s resident, of which heap etc. %s; %s threads%n",
                    (Usage.cpu(child) - before) / PASSES,
                    (double) server.asked().size() / PASSES,
                    Usage.status(child, "VmRSS"),
                    Usage.status(child, "RssAnon"),
                    Usage.status(child, "Threads"));
        }
    }
}
