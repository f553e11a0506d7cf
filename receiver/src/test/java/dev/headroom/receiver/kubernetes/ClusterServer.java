package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in this process: fabric8's mock API server, and controllers that do what those of a cluster do. A pod is ready
 * when a test says so.
 */
public final class ClusterServer implements AutoCloseable {
    public static final String NAMESPACE = "inference";

    /** Held here, else it is collected with its level. */
    private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

    static {
        LOG.setLevel(Level.OFF);
    }

    private final ScalingDispatcher dispatcher = new ScalingDispatcher(this::written);
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
    private final KubernetesClient admin;
    private final Controllers controllers;

    public ClusterServer() {
        server.start(InetAddress.getLoopbackAddress(), 0);
        admin = server.createClient();
        controllers = new Controllers(admin);
    }

    private void written() {
        controllers.wake();
    }

    /** How a client of the product reaches it. */
    public Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getPort())
                .withNamespace(NAMESPACE)
                .withTrustCerts(true)
                .build();
    }

    public int port() {
        return server.getPort();
    }

    /** For what a person or another program does to the cluster. */
    public KubernetesClient admin() {
        return admin;
    }

    /** Method and path of what the product asked for. */
    public List<String> asked() {
        return dispatcher.asked();
    }

    public void forgetAsked() {
        dispatcher.asked().clear();
    }

    /** Lets the product hear something else than the server's own answer. */
    public void trap(Function<String, Optional<MockResponse>> answers) {
        dispatcher.trap(answers);
    }

    public static Optional<MockResponse> refusal(int code, String reason, String message) {
        return Optional.of(ScalingDispatcher.answer(code, ScalingDispatcher.status(code, reason, message)));
    }

    /** Controllers do nothing from now on, or work again. */
    public void control(boolean on) {
        controllers.control(on);
    }

    /** New pods find no node, for this reason; none where it is empty. */
    public void unschedulable(String why) {
        controllers.unschedulable(why);
    }

    public void deployment(String name, int replicas) {
        deployment(name, replicas, null);
    }

    /** @param template of its pods, as the product sees it; null for none */
    void deployment(String name, int replicas, @Nullable PodTemplateSpec template) {
        admin.resource(new DeploymentBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withName(name)
                                .withNamespace(NAMESPACE)
                                .build())
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withTemplate(template)
                        .endSpec()
                        .build())
                .create();
        settle();
    }

    /** An object is there, though nobody asked for it. */
    void hold(HasMetadata object) {
        dispatcher.hold(object);
    }

    /** Somebody else sets a Deployment's count; may be called while the product's own request is being answered. */
    public void scale(String deployment, int replicas, String who) {
        dispatcher.scale(
                "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments/" + deployment + "/scale", replicas, who);
    }

    public void statefulSet(String name, int replicas) {
        admin.resource(new StatefulSetBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withName(name)
                                .withNamespace(NAMESPACE)
                                .build())
                        .withNewSpec()
                        .withReplicas(replicas)
                        .endSpec()
                        .build())
                .create();
        settle();
    }

    public void autoscaler(String name, String kind, int min, int max) {
        admin.resource(new HorizontalPodAutoscalerBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withName(name + "-hpa")
                                .withNamespace(NAMESPACE)
                                .build())
                        .withNewSpec()
                        .withNewScaleTargetRef("apps/v1", kind, name)
                        .withMinReplicas(min)
                        .withMaxReplicas(max)
                        .endSpec()
                        .build())
                .create();
        settle();
    }

    public HorizontalPodAutoscaler autoscaler(String name) {
        return admin.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(NAMESPACE)
                .withName(name + "-hpa")
                .get();
    }

    public List<Pod> pods(String workload) {
        return controllers.pods(workload);
    }

    /** All pods of a workload become ready. */
    public void ready(String workload) {
        settle();
        for (Pod pod : pods(workload)) {
            if (!isReady(pod)) {
                admin.resource(withReadiness(pod, "True")).update();
            }
        }
    }

    public static Pod withReadiness(Pod pod, String ready) {
        return new PodBuilder(pod)
                .editStatus()
                .withPhase("Running")
                .withConditions(
                        new PodConditionBuilder()
                                .withType("PodScheduled")
                                .withStatus("True")
                                .build(),
                        new PodConditionBuilder()
                                .withType("Ready")
                                .withStatus(ready)
                                .build())
                .endStatus()
                .build();
    }

    /** Until the controllers have done all that there was to do. */
    public void settle() {
        controllers.settle();
    }

    public static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    @Override
    public void close() {
        controllers.close();
        admin.close();
        try {
            server.shutdown();
        } catch (IllegalStateException e) {
            System.err.println("the mock of Kubernetes took too long to end: " + e.getMessage());
        }
    }
}
