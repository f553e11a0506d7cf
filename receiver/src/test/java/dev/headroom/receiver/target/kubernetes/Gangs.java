package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A kind of this test's own, and its controller: a Gang has members, each of them a leader, which counts, and a helper, which does
 * not. It stops the oldest first, whatever they are marked with. A Crowd cannot be scaled.
 */
final class Gangs implements AutoCloseable {
    static final Workload.Kind KIND = new Workload.Kind("play.headroom.dev/v1", "Gang");
    static final Workload.Kind CROWD = new Workload.Kind("play.headroom.dev/v1", "Crowd");
    private static final ResourceDefinitionContext CONTEXT = new ResourceDefinitionContext.Builder()
            .withGroup("play.headroom.dev")
            .withVersion("v1")
            .withKind("Gang")
            .withPlural("gangs")
            .withNamespaced(true)
            .build();

    private final TestNamespace cluster;
    private final ScheduledExecutorService controller = Executors.newSingleThreadScheduledExecutor();

    Gangs(TestNamespace cluster) {
        this.cluster = cluster;
        cluster.apply(kind("gang", """
                      subresources:
                        status: {}
                        scale: {specReplicasPath: .spec.members, statusReplicasPath: .status.members, labelSelectorPath: .status.pods}
                """) + "---\n" + kind("crowd", ""));
        Kubectl.admin()
                .must(
                        "wait",
                        "--for=condition=Established",
                        "--timeout=30s",
                        "crd/gangs.play.headroom.dev",
                        "crd/crowds.play.headroom.dev");
        controller.scheduleWithFixedDelay(this::look, 0, 200, TimeUnit.MILLISECONDS);
    }

    private static String kind(String word, String more) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %1$ss.play.headroom.dev}
                spec:
                  group: play.headroom.dev
                  scope: Namespaced
                  names: {kind: %2$s, plural: %1$ss, singular: %1$s}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties:
                            spec: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {members: {type: integer}}}
                            status: {type: object, properties: {members: {type: integer}, pods: {type: string}}}
                %3$s""".formatted(word, Character.toUpperCase(word.charAt(0)) + word.substring(1), more);
    }

    /** The kind by which KEDA scales; nobody acts on it. */
    static void installKeda(TestNamespace cluster) {
        cluster.apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: scaledobjects.keda.sh}
                spec:
                  group: keda.sh
                  scope: Namespaced
                  names: {kind: ScaledObject, plural: scaledobjects, singular: scaledobject}
                  versions:
                    - name: v1alpha1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """);
        Kubectl.admin().must("wait", "--for=condition=Established", "--timeout=30s", "crd/scaledobjects.keda.sh");
    }

    /** The lines that docs/kubernetes.md has for such a kind, beside the shipped Role. */
    void allow() {
        String namespace = cluster.name();
        cluster.apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: headroom-gangs, namespace: %1$s}
                rules:
                  - {apiGroups: [play.headroom.dev], resources: [gangs], verbs: [get, list, watch]}
                  - {apiGroups: [play.headroom.dev], resources: [gangs/scale], verbs: [get, update]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: headroom-gangs, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: headroom-gangs}
                subjects: [{kind: ServiceAccount, name: headroom, namespace: %1$s}]
                """.formatted(namespace));
    }

    void make(String name, int members) {
        cluster.apply("""
                apiVersion: play.headroom.dev/v1
                kind: Gang
                metadata: {name: %s, namespace: %s}
                spec: {members: %d}
                """.formatted(name, cluster.name(), members));
    }

    void hpa(String name, int min, int max) {
        cluster.apply("""
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: %1$s-hpa, namespace: %2$s}
                spec:
                  scaleTargetRef: {apiVersion: play.headroom.dev/v1, kind: Gang, name: %1$s}
                  minReplicas: %3$d
                  maxReplicas: %4$d
                """.formatted(name, cluster.name(), min, max));
    }

    private void look() {
        try {
            cluster.admin()
                    .genericKubernetesResources(CONTEXT)
                    .inNamespace(cluster.name())
                    .list()
                    .getItems()
                    .forEach(this::tend);
        } catch (KubernetesClientException e) {
            // it has changed, and is looked at again
        }
    }

    private void tend(GenericKubernetesResource gang) {
        String name = gang.getMetadata().getName();
        int members = gang.get("spec", "members");
        List<Pod> leaders = cluster.pods(name).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getMetadata().getLabels().get("role").equals("leader"))
                .toList();
        for (int i = leaders.size(); i < members; i++) {
            List.of("leader", "helper")
                    .forEach(role -> cluster.admin().resource(pod(gang, role)).create());
        }
        leaders.stream()
                .limit(Math.max(0, leaders.size() - members))
                .forEach(pod -> cluster.admin().resource(pod).delete());
        gang.setAdditionalProperty(
                "status", Map.of("members", leaders.size(), "pods", "app=" + name + ",role in (leader)"));
        cluster.admin().resource(gang).patchStatus();
    }

    private Pod pod(GenericKubernetesResource gang, String role) {
        String name = gang.getMetadata().getName();
        return new PodBuilder()
                .withNewMetadata()
                .withGenerateName(name + "-")
                .withNamespace(cluster.name())
                .withLabels(Map.of("app", name, "role", role))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(gang.getApiVersion())
                        .withKind(gang.getKind())
                        .withName(name)
                        .withUid(gang.getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("example.com/gang")
                .endContainer()
                .endSpec()
                .build();
    }

    @Override
    public void close() {
        controller.shutdownNow();
        Waiting.until("its controller has ended", () -> {
            try {
                return controller.awaitTermination(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
    }
}
