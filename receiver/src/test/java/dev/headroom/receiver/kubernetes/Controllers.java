package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What a cluster's controllers do: pods are made and ended as Deployments, StatefulSets and autoscalers say. */
final class Controllers implements AutoCloseable {
    private static final String HASH = "7d4c8f";
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    private final KubernetesClient admin;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean controlled = true;
    private volatile String unschedulable = "";

    Controllers(KubernetesClient admin) {
        this.admin = admin;
    }

    /** They do nothing from now on, or work again. */
    void control(boolean on) {
        controlled = on;
        wake();
    }

    /** New pods find no node, for this reason; none where it is empty. */
    void unschedulable(String why) {
        unschedulable = why;
    }

    List<Pod> pods(String workload) {
        return admin.pods().inNamespace(ClusterServer.NAMESPACE).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getLabels().get("app").equals(workload))
                .sorted(Comparator.comparing(pod -> pod.getStatus().getStartTime()))
                .toList();
    }

    /** Until the controllers have done all that there was to do. */
    void settle() {
        try {
            thread.submit(this::work).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Many writes at a time make one look. */
    void wake() {
        if (controlled && !thread.isShutdown() && woken.compareAndSet(false, true)) {
            thread.execute(() -> {
                woken.set(false);
                try {
                    work();
                } catch (KubernetesClientException | IllegalStateException e) {
                    if (!thread.isShutdown()) {
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
                .inNamespace(ClusterServer.NAMESPACE)
                .list()
                .getItems()
                .forEach(this::autoscale);
        admin.apps()
                .deployments()
                .inNamespace(ClusterServer.NAMESPACE)
                .list()
                .getItems()
                .forEach(deployment ->
                        fit(deployment, "ReplicaSet", deployment.getSpec().getReplicas()));
        admin.apps()
                .statefulSets()
                .inNamespace(ClusterServer.NAMESPACE)
                .list()
                .getItems()
                .forEach(set -> fit(set, "StatefulSet", set.getSpec().getReplicas()));
    }

    private void autoscale(HorizontalPodAutoscaler autoscaler) {
        String name = autoscaler.getSpec().getScaleTargetRef().getName();
        var scalable =
                admin.apps().deployments().inNamespace(ClusterServer.NAMESPACE).withName(name);
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
                        .sorted(Comparator.comparing((Pod pod) -> !ClusterServer.isReady(pod))
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

    private Pod pod(String name, String owner, int ordinal) {
        int number = made.incrementAndGet();
        boolean ordered = owner.equals("StatefulSet");
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(ordered ? name + "-" + ordinal : "%s-%s-%05d".formatted(name, HASH, number))
                .withNamespace(ClusterServer.NAMESPACE)
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
        return unschedulable.isEmpty() ? ClusterServer.withReadiness(pod, "False") : without(pod);
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
        thread.shutdownNow();
    }
}
