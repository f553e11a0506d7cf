package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.Nodes;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import io.fabric8.kubernetes.api.model.Taint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program in a real control plane with the rights of the overlay gpu, whose scheduler places the pods: an up to the last
 * free GPU of a node that is played, and the next one refused.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class ClusterIT {
    private final Servers servers = new Servers();
    private final TestNamespace cluster = servers.add(TestNamespace.fresh());
    private final String node = "gpus-of-" + cluster.name();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        servers.close();
    }

    /** The ClusterRole of the overlay, under a name of this test's own. */
    private void rights() throws IOException {
        cluster.account();
        String shipped = Files.readString(Distribution.ROOT.resolve("kubernetes/overlays/gpu/clusterrole.yaml"));
        Path own = Files.writeString(
                folder.resolve("clusterrole.yaml"),
                shipped.replace("headroom-gpus", "gpus-" + cluster.name()).replace("\"inference\"", cluster.name()));
        Kubectl.admin().must("apply", "-f", own.toString());
        servers.add(() -> Kubectl.admin().must("delete", "-f", own.toString()));
    }

    private void threeGpus() {
        Taint taint = new Taint("NoSchedule", "only", null, cluster.name());
        Nodes.add(cluster.admin(), node, Map.of("nvidia.com/gpu", "3"), taint);
        servers.add(() -> cluster.admin().nodes().withName(node).delete());
    }

    private void workload() throws IOException {
        Path file = Files.writeString(folder.resolve("workload.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: worker-llm}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: worker-llm}}
                  template:
                    metadata: {labels: {app: worker-llm}}
                    spec:
                      tolerations: [{key: only, operator: Exists}]
                      containers:
                        - {name: main, image: example.com/llm, resources: {limits: {nvidia.com/gpu: 1}}}
                """);
        Kubectl.admin().must("-n", cluster.name(), "apply", "-f", file.toString());
    }

    private Http serve() throws IOException {
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
                store: sqlite:headroom.db
                policy: policy.yml
                target: {kind: kubernetes, namespace: %s}
                gpu: {count: kubernetes}
                evaluate_every: 1s
                alert_ttl: 1h
                """.formatted(cluster.name()));
        ControlPlane plane = ControlPlane.running();
        Path kubeconfig = plane.kubeconfig(cluster.name(), plane.port(), cluster.token(), cluster.name());
        Child child = servers.add(
                Distribution.start(folder, List.of(), Map.of("KUBECONFIG", kubeconfig.toString()), "serve"));
        return Http.at(Distribution.port(child));
    }

    @Test
    void anUpTakesTheLastFreeGpuAndTheNextIsRefused() throws IOException {
        rights();
        threeGpus();
        workload();
        Http http = serve();
        Waiting.until(
                "both replicas are seen",
                () -> http.get("/api/v1/services/worker-llm").path("ready").asInt() == 2);

        String body = Notification.firing("LLMQueueBuildup", Notification.fingerprint(1), "worker-llm", "queue_length");
        assertThat(http.post("/webhook", body)).isEqualTo(200);

        Waiting.until(
                "the next up is refused for want of a GPU",
                () -> http.text("/api/v1/services/worker-llm/explanation")
                        .contains("no node has 1 nvidia.com/gpu for one more replica: " + node + " has 0 of 3"));
        assertThat(cluster.pods("worker-llm"))
                .hasSize(3)
                .allMatch(pod -> node.equals(pod.getSpec().getNodeName()));
        assertThat(http.text("/api/v1/decisions?service=worker-llm&limit=50"))
                .contains("node " + node + " has 1 of 3 nvidia.com/gpu that nobody requests");
        assertThat(http.check("rights").path("ok").asBoolean()).isTrue();
    }
}
