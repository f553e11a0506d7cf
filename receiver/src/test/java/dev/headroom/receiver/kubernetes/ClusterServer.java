package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in this process: fabric8's mock API server, and controllers that do what those of a cluster do: pods are made
 * and ended as Deployments, StatefulSets and HorizontalPodAutoscalers say. A pod is ready when a test says so.
 */
public final class ClusterServer implements AutoCloseable {
    public static final String NAMESPACE = "inference";
    private static final String HASH = "7d4c8f";
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    /** Held here, else it is collected with its level. */
    private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

    static {
        LOG.setLevel(Level.OFF);
    }

    private final ExecutorService controllers = Executors.newSingleThreadExecutor();
    private final AtomicInteger made = new AtomicInteger();
    private final ScalingDispatcher dispatcher = new ScalingDispatcher(this::wake);
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
    private final KubernetesClient admin;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean controlled = true;
    private volatile String unschedulable = "";

    public ClusterServer() {
        server.start(InetAddress.getLoopbackAddress(), 0);
        admin = server.createClient();
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
        controlled = on;
        wake();
    }

    /** New pods find no node, for this reason; none where it is empty. */
    public void unschedulable(String why) {
        unschedulable = why;
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
        return admin.pods().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getLabels().get("app").equals(workload))
                .sorted(Comparator.comparing(pod -> pod.getStatus().getStartTime()))
                .toList();
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
        try {
            controllers.submit(this::work).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Many writes at a time make one look. */
    private void wake() {
        if (controlled && !controllers.isShutdown() && woken.compareAndSet(false, true)) {
            controllers.execute(() -> {
                woken.set(false);
                try {
                    work();
                } catch (KubernetesClientException | IllegalStateException e) {
                    if (!controllers.isShutdown()) {
                        throw e;
                    }
                }
            });
        }
    }

    private void work() {
        if (!controlled) {
            return;
        }
        admin.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .forEach(this::autoscale);
        admin.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .forEach(deployment ->
                        fit(deployment, "ReplicaSet", deployment.getSpec().getReplicas()));
        admin.apps()
                .statefulSets()
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .forEach(set -> fit(set, "StatefulSet", set.getSpec().getReplicas()));
    }

    private void autoscale(HorizontalPodAutoscaler autoscaler) {
        String name = autoscaler.getSpec().getScaleTargetRef().getName();
        var scalable = admin.apps().deployments().inNamespace(NAMESPACE).withName(name);
        int present = scalable.get().getSpec().getReplicas();
        int wanted = Math.min(
                autoscaler.getSpec().getMaxReplicas(),
                Math.max(autoscaler.getSpec().getMinReplicas(), present));
        if (wanted != present) {
            scalable.edit(deployment -> new DeploymentBuilder(deployment)
                    .editSpec()
                    .withReplicas(wanted)
                    .endSpec()
                    .build());
        }
    }

    private void fit(HasMetadata workload, String owner, int replicas) {
        String name = workload.getMetadata().getName();
        List<Pod> pods = pods(name);
        for (int i = pods.size(); i < replicas; i++) {
            admin.resource(pod(name, owner, i)).create();
        }
        lastToStopFirst(owner, pods).stream()
                .skip(replicas)
                .forEach(pod -> admin.resource(pod).withGracePeriod(0).delete());
    }

    /** As Kubernetes has it: pods without a node go first, then those not ready, the cheapest, the newest. */
    private static List<Pod> lastToStopFirst(String owner, List<Pod> pods) {
        Comparator<Pod> byAge = Comparator.comparing(pod -> pod.getStatus().getStartTime());
        return owner.equals("StatefulSet")
                ? pods.stream().sorted(byAge).toList()
                : pods.stream()
                        .sorted(Comparator.comparing((Pod pod) -> !isReady(pod))
                                .thenComparing(pod -> -cost(pod))
                                .thenComparing(byAge))
                        .toList();
    }

    private static long cost(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(COST))
                .map(Long::parseLong)
                .orElse(0L);
    }

    public static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private Pod pod(String name, String owner, int ordinal) {
        int number = made.incrementAndGet();
        boolean ordered = owner.equals("StatefulSet");
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(ordered ? name + "-" + ordinal : "%s-%s-%05d".formatted(name, HASH, number))
                .withNamespace(NAMESPACE)
                .withLabels(ordered ? Map.of("app", name) : Map.of("app", name, "pod-template-hash", HASH))
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind(owner)
                .withName(ordered ? name : name + "-" + HASH)
                .withUid(name)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(60L)
                .withContainers(new ContainerBuilder()
                        .withName("main")
                        .withNewResources()
                        .addToRequests("nvidia.com/gpu", new Quantity("1"))
                        .endResources()
                        .build())
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .withStartTime(Instant.EPOCH.plus(Duration.ofSeconds(number)).toString())
                .withPodIP("10.0.0." + number % 250)
                .endStatus()
                .build();
        return unschedulable.isEmpty() ? withReadiness(pod, "False") : without(pod);
    }

    private Pod without(Pod pod) {
        return new PodBuilder(pod)
                .editStatus()
                .withPodIP(null)
                .withConditions(new PodConditionBuilder()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage(unschedulable)
                        .build())
                .endStatus()
                .build();
    }

    @Override
    public void close() {
        controllers.shutdownNow();
        admin.close();
        try {
            server.shutdown();
        } catch (IllegalStateException e) {
            System.err.println("the mock of Kubernetes took too long to end: " + e.getMessage());
        }
    }
}
