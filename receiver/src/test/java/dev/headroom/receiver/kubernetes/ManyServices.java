package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A cluster with many services at rest, each a Deployment with its pods, all ready.
 *
 * @param count of services
 * @param pods of each
 */
public record ManyServices(int count, int pods) {

    public List<String> names() {
        return IntStream.range(0, count).mapToObj("service-%04d"::formatted).toList();
    }

    /** A policy for all of them, of which every tenth needs GPUs. */
    public String policy() {
        StringBuilder policy = new StringBuilder("version: 1\nservices:\n");
        for (String name : names()) {
            policy.append("""
                      %s:
                        min_replicas: 1
                        max_replicas: 10
                        gpu_check: %s
                        triggers: {queue_length: {cooldown: 10m}, cpu_usage: {cooldown: 5m}}
                    """.formatted(name, name.endsWith("0") ? "required" : "none")
                    .indent(2));
        }
        return policy.toString();
    }

    /** Nobody reconciles: what is there is all there. */
    public void in(ClusterServer cluster) {
        cluster.control(false);
        for (String name : names()) {
            cluster.hold(new DeploymentBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(ClusterServer.NAMESPACE)
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(pods)
                    .endSpec()
                    .build());
            for (int i = 0; i < pods; i++) {
                cluster.hold(pod(name, i));
            }
        }
    }

    private static Pod pod(String service, int number) {
        return ClusterServer.withReadiness(
                new PodBuilder()
                        .withNewMetadata()
                        .withName("%s-7d4c8f-%05d".formatted(service, number))
                        .withNamespace(ClusterServer.NAMESPACE)
                        .addToLabels("app", service)
                        .addToLabels("pod-template-hash", "7d4c8f")
                        .addNewOwnerReference()
                        .withApiVersion("apps/v1")
                        .withKind("ReplicaSet")
                        .withName(service + "-7d4c8f")
                        .withUid(service)
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .endContainer()
                        .endSpec()
                        .withNewStatus()
                        .withPodIP("10.0.0.1")
                        .endStatus()
                        .build(),
                "True");
    }
}
