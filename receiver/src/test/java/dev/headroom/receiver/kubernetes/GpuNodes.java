package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** Nodes with GPUs in the cluster of a test, and who has them. */
public record GpuNodes(KubernetesClient admin) {

    public void node(String name, int gpus) {
        admin.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .withAllocatable(Map.of("nvidia.com/gpu", new Quantity("" + gpus), "cpu", new Quantity("64")))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
    }

    public void cordon(String name) {
        admin.resource(new NodeBuilder(admin.nodes().withName(name).get())
                        .editSpec()
                        .withUnschedulable(true)
                        .endSpec()
                        .build())
                .update();
    }

    /** A pod that nobody scales. */
    public void pod(String namespace, String name, String node, int gpus) {
        admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels("app", name)
                        .endMetadata()
                        .withSpec(template(gpus).getSpec())
                        .editSpec()
                        .withNodeName(node)
                        .endSpec()
                        .withNewStatus()
                        .withPhase("Running")
                        .endStatus()
                        .build())
                .create();
    }

    public void end(String namespace, String name) {
        admin.resource(new PodBuilder(admin.pods()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .editStatus()
                        .withPhase("Succeeded")
                        .endStatus()
                        .build())
                .update();
    }

    /** The pods of a workload are on this node. */
    public void bind(ClusterServer cluster, String workload, String node) {
        for (Pod pod : cluster.pods(workload)) {
            admin.resource(new PodBuilder(pod)
                            .editSpec()
                            .withNodeName(node)
                            .endSpec()
                            .build())
                    .update();
        }
    }

    /** A Deployment of which each pod requests so many. */
    public void deployment(ClusterServer cluster, String name, int replicas, int gpus) {
        cluster.deployment(name, replicas, template(gpus));
    }

    private static PodTemplateSpec template(int gpus) {
        return new PodTemplateSpecBuilder()
                .withNewSpec()
                .withContainers(new ContainerBuilder()
                        .withName("main")
                        .withNewResources()
                        .addToLimits("nvidia.com/gpu", new Quantity("" + gpus))
                        .endResources()
                        .build())
                .endSpec()
                .build();
    }
}
