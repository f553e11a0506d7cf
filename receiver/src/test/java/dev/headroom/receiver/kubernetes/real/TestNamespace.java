package dev.headroom.receiver.kubernetes.real;

import dev.headroom.fixtures.Folders;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A namespace of a test's own in the running control plane. */
public final class TestNamespace implements AutoCloseable {
    private static final Path MANIFESTS =
            Path.of("..", "kubernetes").toAbsolutePath().normalize();

    private final String name;
    private final KubernetesClient admin = ControlPlane.running().admin();

    private TestNamespace(String name) {
        this.name = name;
        Nodes.play(name);
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    public static TestNamespace fresh() {
        return new TestNamespace(
                "test-" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), 36));
    }

    /** Pods become ready only when {@link #ready} says so. */
    public void hold() {
        Nodes.hold(name);
    }

    /** From now on they do by themselves again, and those that wait do now. */
    public void release() {
        Nodes.release(name);
        admin.pods().inNamespace(name).list().getItems().stream()
                .filter(pod ->
                        pod.getStatus().getPodIP() != null && pod.getMetadata().getDeletionTimestamp() == null)
                .forEach(pod -> ready(pod, true, 0));
    }

    /** Pods that are told to end do so only when the namespace goes. */
    public void linger() {
        Nodes.linger(name);
    }

    public String name() {
        return name;
    }

    public KubernetesClient admin() {
        return admin;
    }

    /** Puts the shipped ServiceAccount and Role here. */
    public void account() {
        try {
            Path folder = Files.createTempDirectory("kustomization");
            for (String file : List.of("serviceaccount.yaml", "role.yaml")) {
                Files.copy(MANIFESTS.resolve("base").resolve(file), folder.resolve(file));
            }
            Files.writeString(
                    folder.resolve("kustomization.yaml"),
                    "namespace: " + name + "\nresources: [serviceaccount.yaml, role.yaml]\n");
            Kubectl.admin().must("apply", "-k", folder.toString());
            Folders.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token of the shipped ServiceAccount, as {@code kubectl create token} gives it. */
    public String token() {
        return kubectl("create", "token", "headroom").strip();
    }

    /** The shipped ServiceAccount's way to the API, with the shipped Role alone. */
    public Config accountConfig() {
        account();
        return ControlPlane.running().config(token(), name);
    }

    private static PodTemplateSpec template(String app) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Map.of("app", app))
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(30L)
                .addNewContainer()
                .withName("main")
                .withImage("example.com/" + app)
                .endContainer()
                .endSpec()
                .build();
    }

    public void deployment(String app, int replicas) {
        admin.resource(new DeploymentBuilder()
                        .withMetadata(named(app))
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withSelector(selector(app))
                        .withTemplate(template(app))
                        .endSpec()
                        .build())
                .create();
    }

    public void statefulSet(String app, int replicas) {
        admin.resource(new StatefulSetBuilder()
                        .withMetadata(named(app))
                        .withNewSpec()
                        .withServiceName(app)
                        .withReplicas(replicas)
                        .withSelector(selector(app))
                        .withTemplate(template(app))
                        .endSpec()
                        .build())
                .create();
    }

    private ObjectMeta named(String object) {
        return new ObjectMetaBuilder().withName(object).withNamespace(name).build();
    }

    private static LabelSelector selector(String app) {
        return new LabelSelectorBuilder().withMatchLabels(Map.of("app", app)).build();
    }

    public void autoscaler(String app, String kind, int min, int max) {
        admin.resource(new HorizontalPodAutoscalerBuilder()
                        .withMetadata(named(app + "-hpa"))
                        .withNewSpec()
                        .withNewScaleTargetRef("apps/v1", kind, app)
                        .withMinReplicas(min)
                        .withMaxReplicas(max)
                        .addNewMetric()
                        .withType("Resource")
                        .withNewResource()
                        .withName("cpu")
                        .withNewTarget()
                        .withType("Utilization")
                        .withAverageUtilization(60)
                        .endTarget()
                        .endResource()
                        .endMetric()
                        .endSpec()
                        .build())
                .create();
    }

    public HorizontalPodAutoscaler autoscaler(String app) {
        return admin.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(name)
                .withName(app + "-hpa")
                .get();
    }

    /** Those that exist, the oldest first. */
    public List<Pod> pods(String app) {
        return admin.pods().inNamespace(name).withLabel("app", app).list().getItems().stream()
                .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp()))
                .toList();
    }

    /** Its container does not run, and the kubelet tries again. */
    public void fails(Pod pod, String reason, String message) {
        admin.resource(Nodes.waiting(pod, reason, message)).patchStatus();
    }

    public void ready(Pod pod, boolean ready, int restarts) {
        admin.resource(Nodes.running(pod, ready, restarts)).patchStatus();
    }

    /** Puts it on the cluster, as an administrator. */
    public void apply(String manifest) {
        try {
            Path file = Files.writeString(Files.createTempFile("manifest", ".yaml"), manifest);
            Kubectl.admin().must("apply", "-f", file.toString());
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What kubectl says in it, as an administrator; it must end well. */
    public String kubectl(String... words) {
        return Kubectl.admin()
                .must(Stream.concat(Stream.of("-n", name), Stream.of(words)).toArray(String[]::new));
    }

    /** Somebody else sets a Deployment's count. */
    public void scale(String app, int replicas) {
        kubectl("scale", "deployment/" + app, "--replicas=" + replicas);
    }

    /** Ends it, without waiting for that. */
    @Override
    public void close() {
        Nodes.end(name);
        admin.namespaces().withName(name).delete();
    }
}
