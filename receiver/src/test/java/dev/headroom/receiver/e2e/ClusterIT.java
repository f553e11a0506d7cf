package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.kubernetes.GpuNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program on a mock of the Kubernetes API: an up to the last free GPU, and the next one refused. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class ClusterIT {
    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        servers.close();
    }

    private Http serve(ClusterServer cluster) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  worker-llm:
                    min_replicas: 2
                    max_replicas: 8
                    warmup_time: 0s
                    gpu_check: required
                    triggers: {queue_length: {cooldown: 1s}}
                """);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: sqlite:%s
                policy: %s
                target: {kind: kubernetes, namespace: %s}
                gpu: {count: kubernetes}
                evaluate_every: 1s
                alert_ttl: 1h
                """.formatted(
                        folder.resolve("headroom.db"), folder.resolve("policy.yml"), ClusterServer.NAMESPACE));
        Child child = servers.add(Distribution.start(
                folder,
                List.of(
                        "-Dkubernetes.master=http://127.0.0.1:" + cluster.port(),
                        "-Dkubernetes.trust.certificates=true"),
                Map.of("KUBECONFIG", "/nonexistent"),
                "serve"));
        return Http.at(Distribution.port(child));
    }

    @Test
    void anUpTakesTheLastFreeGpuAndTheNextIsRefused() throws IOException {
        ClusterServer cluster = servers.add(new ClusterServer());
        GpuNodes nodes = new GpuNodes(cluster.admin());
        nodes.node("gpu-1", 3);
        nodes.deployment(cluster, "worker-llm", 2, 1);
        nodes.bind(cluster, "worker-llm", "gpu-1");
        cluster.ready("worker-llm");
        Http http = serve(cluster);
        Waiting.until(
                "both replicas are seen",
                () -> http.get("/api/v1/services/worker-llm").path("ready").asInt() == 2);

        String body = Notification.firing("LLMQueueBuildup", Notification.fingerprint(1), "worker-llm", "queue_length");
        assertThat(http.post("/webhook", body)).isEqualTo(200);
        Waiting.until("a third pod is made", () -> cluster.pods("worker-llm").size() == 3);
        nodes.bind(cluster, "worker-llm", "gpu-1");
        cluster.ready("worker-llm");

        Waiting.until(
                "the next up is refused for want of a GPU",
                () -> http.text("/api/v1/services/worker-llm/explanation")
                        .contains("no node has 1 nvidia.com/gpu for one more replica: gpu-1 has 0 of 3"));
        assertThat(cluster.pods("worker-llm")).hasSize(3);
        assertThat(http.text("/api/v1/decisions?service=worker-llm&limit=50"))
                .contains("node gpu-1 has 1 of 3 nvidia.com/gpu that nobody requests");
    }
}
