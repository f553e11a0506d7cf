package dev.headroom.receiver.kubernetes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;

/**
 * The JSON of the API: of what it tells only what is read here becomes objects. A pod is many kinds of things, of which each
 * would be classes, rules to read it by, and garbage for every pod of a cluster. What is named here is never written back
 * as a whole, or all else would be lost from it.
 */
final class ApiJson {

    /** By the class of which only these properties are read. */
    static final Map<Class<?>, Class<?>> READ = Map.ofEntries(
            Map.entry(Pod.class, WithoutHistory.class),
            Map.entry(PodSpec.class, OfPod.class),
            Map.entry(PodStatus.class, OfPodStatus.class),
            Map.entry(Container.class, OfContainer.class),
            Map.entry(ContainerPort.class, OfPort.class),
            Map.entry(Probe.class, Nothing.class),
            Map.entry(ResourceRequirements.class, OfResources.class),
            Map.entry(ContainerStatus.class, OfContainerStatus.class),
            Map.entry(ContainerState.class, OfState.class),
            Map.entry(Affinity.class, OfAffinity.class),
            Map.entry(NodeAffinity.class, OfNodeAffinity.class),
            Map.entry(Node.class, WithoutHistory.class),
            Map.entry(NodeSpec.class, OfNode.class),
            Map.entry(NodeStatus.class, OfNodeStatus.class),
            Map.entry(DeploymentSpec.class, OfDeployment.class),
            Map.entry(DeploymentStatus.class, OfDeploymentStatus.class),
            Map.entry(StatefulSetSpec.class, OfStatefulSet.class),
            Map.entry(StatefulSetStatus.class, Nothing.class),
            Map.entry(HorizontalPodAutoscalerSpec.class, OfAutoscaler.class),
            Map.entry(HorizontalPodAutoscalerStatus.class, Nothing.class));

    /** What watches tell of; to look for all that the library knows would load a thousand classes. */
    private static final List<Class<? extends KubernetesResource>> WATCHED = List.of(
            Pod.class, Node.class, Deployment.class, StatefulSet.class, HorizontalPodAutoscaler.class, Status.class);

    /** What Java finds out of each class when it is read first is kept, and the same for each client. */
    static final KubernetesSerialization READING = reading();

    private ApiJson() {}

    private static KubernetesSerialization reading() {
        ObjectMapper json = new ObjectMapper();
        READ.forEach(json::addMixIn);
        KubernetesSerialization reading = new KubernetesSerialization(json, false);
        WATCHED.forEach(reading::registerKubernetesResource);
        return reading;
    }

    /** Whether it is there: Jackson takes an empty list for all there is. */
    @JsonIncludeProperties("")
    private interface Nothing {}

    /** Who wrote which field is half of a pod. */
    interface WithoutHistory {
        @JsonIgnoreProperties("managedFields")
        ObjectMeta getMetadata();
    }

    @JsonIncludeProperties({
        "affinity",
        "containers",
        "initContainers",
        "nodeName",
        "nodeSelector",
        "resourceClaims",
        "schedulingGates",
        "terminationGracePeriodSeconds",
        "tolerations"
    })
    private interface OfPod {}

    @JsonIncludeProperties({"conditions", "containerStatuses", "message", "phase", "podIP", "reason", "startTime"})
    private interface OfPodStatus {}

    @JsonIncludeProperties({"name", "ports", "readinessProbe", "resources", "restartPolicy"})
    private interface OfContainer {}

    @JsonIncludeProperties("name")
    private interface OfPort {}

    @JsonIncludeProperties({"limits", "requests"})
    private interface OfResources {}

    @JsonIncludeProperties({"restartCount", "state"})
    private interface OfContainerStatus {}

    @JsonIncludeProperties({"running", "waiting"})
    private interface OfState {}

    @JsonIncludeProperties("nodeAffinity")
    private interface OfAffinity {}

    @JsonIncludeProperties("requiredDuringSchedulingIgnoredDuringExecution")
    private interface OfNodeAffinity {}

    @JsonIncludeProperties({"taints", "unschedulable"})
    private interface OfNode {}

    @JsonIncludeProperties({"allocatable", "conditions"})
    private interface OfNodeStatus {}

    @JsonIncludeProperties({"paused", "replicas", "template"})
    private interface OfDeployment {}

    @JsonIncludeProperties({"conditions", "observedGeneration", "replicas", "updatedReplicas"})
    private interface OfDeploymentStatus {}

    @JsonIncludeProperties({"ordinals", "podManagementPolicy", "replicas", "template"})
    private interface OfStatefulSet {}

    @JsonIncludeProperties({"maxReplicas", "minReplicas", "scaleTargetRef"})
    private interface OfAutoscaler {}
}
