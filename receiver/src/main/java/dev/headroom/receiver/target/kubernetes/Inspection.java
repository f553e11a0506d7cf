package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One look at workloads, without watches: for who asks whether an installation is whole. */
public final class Inspection {
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private final Cluster cluster;
    private final Discovery discovery;
    private final Rights rights;

    public Inspection(Cluster cluster, OnHpa onHpa, LongSupplier nanos) {
        this.cluster = cluster;
        this.discovery = new Discovery(cluster, nanos);
        this.rights = new Rights(discovery, onHpa);
    }

    /**
     * What a workload is as it stands.
     *
     * @param pods empty where there are none to be looked at, and no template
     * @param keda why KEDA alone may scale it; empty where it may not
     */
    public record Found(Optional<Pods> pods, Optional<Autoscaler> autoscaler, String keda) {}

    /**
     * What its pods are made after.
     *
     * @param ports their names
     * @param unprobed containers that are ready as soon as they run
     * @param grace from being told to end until the kill
     */
    public record Pods(Map<String, String> labels, Set<String> ports, List<String> unprobed, Duration grace) {
        private static Pods of(@Nullable ObjectMeta metadata, PodSpec spec) {
            Map<String, String> labels = metadata == null ? null : metadata.getLabels();
            Long grace = spec.getTerminationGracePeriodSeconds();
            return new Pods(
                    Objects.requireNonNullElse(labels, Map.of()),
                    spec.getContainers().stream()
                            .flatMap(container -> container.getPorts().stream())
                            .map(ContainerPort::getName)
                            .filter(Objects::nonNull)
                            .collect(Collectors.toSet()),
                    spec.getContainers().stream()
                            .filter(container -> container.getReadinessProbe() == null)
                            .map(Container::getName)
                            .toList(),
                    Duration.ofSeconds(Objects.requireNonNullElse(grace, DEFAULT_GRACE_SECONDS)));
        }
    }

    /**
     * A HorizontalPodAutoscaler on it.
     *
     * @param owner why its floor cannot be moved; empty where it can
     */
    public record Autoscaler(String name, int min, int max, String owner) {}

    /** What it takes to scale these. */
    public List<Right> rights(Collection<Workload> workloads) {
        Map<String, Set<Workload.Kind>> kinds = workloads.stream()
                .collect(Collectors.groupingBy(
                        Workload::namespace, TreeMap::new, Collectors.mapping(Workload::kind, Collectors.toSet())));
        return kinds.entrySet().stream()
                .flatMap(each -> rights.in(each.getKey(), each.getValue()).stream())
                .toList();
    }

    /**
     * What it is now.
     *
     * @throws TargetException where it is not there, or cannot be scaled, or cannot be looked at
     */
    public Found look(Workload workload) throws TargetException {
        try {
            return new Found(pods(workload), autoscaler(workload), keda(workload));
        } catch (ClusterException e) {
            throw Failures.of(e);
        }
    }

    private Optional<Pods> pods(Workload workload) throws TargetException, ClusterException {
        Discovery.Resource resource = discovery.find(workload.kind());
        if (workload.kind().equals(Workload.Kind.DEPLOYMENT)) {
            Deployment deployment = there(
                    workload,
                    cluster.ask(
                            "read " + workload,
                            client -> client.apps()
                                    .deployments()
                                    .inNamespace(workload.namespace())
                                    .withName(workload.name())
                                    .get()));
            return Optional.of(made(deployment.getSpec().getTemplate()));
        }
        if (workload.kind().equals(Workload.Kind.STATEFUL_SET)) {
            StatefulSet set = there(
                    workload,
                    cluster.ask(
                            "read " + workload,
                            client -> client.apps()
                                    .statefulSets()
                                    .inNamespace(workload.namespace())
                                    .withName(workload.name())
                                    .get()));
            return Optional.of(made(set.getSpec().getTemplate()));
        }
        return anyPod(workload, resource);
    }

    private static <T> T there(Workload workload, @Nullable T object) throws TargetException {
        if (object == null) {
            throw new TargetException(TargetException.Kind.NEVER, "there is no " + workload);
        }
        return object;
    }

    private static Pods made(PodTemplateSpec template) {
        return Pods.of(template.getMetadata(), template.getSpec());
    }

    private Optional<Pods> anyPod(Workload workload, Discovery.Resource resource)
            throws TargetException, ClusterException {
        String selector = ScaleWatch.selector(workload, Changes.scaleOf(cluster, resource, workload));
        List<Pod> pods = cluster.ask(
                "list the pods of " + workload,
                client -> client.pods()
                        .inNamespace(workload.namespace())
                        .withLabelSelector(selector)
                        .list(new ListOptionsBuilder().withLimit(1L).build())
                        .getItems());
        return pods.stream().findFirst().map(pod -> Pods.of(pod.getMetadata(), pod.getSpec()));
    }

    private Optional<Autoscaler> autoscaler(Workload workload) throws ClusterException {
        return Floor.in(cluster, workload.namespace()).stream()
                .filter(floor -> NamespaceView.scaled(floor.autoscaler()).contains(workload.toString()))
                .findFirst()
                .map(floor -> new Autoscaler(
                        floor.name(),
                        floor.own(),
                        floor.max(),
                        OtherHands.owner(floor.autoscaler()).orElse("")));
    }

    private String keda(Workload workload) throws ClusterException, TargetException {
        Optional<Discovery.Resource> keda = discovery.present(Keda.SCALED_OBJECT);
        if (keda.isEmpty()) {
            return "";
        }
        Stream<GenericKubernetesResource> all = cluster
                .ask(
                        "list the ScaledObjects in " + workload.namespace(),
                        client -> client.genericKubernetesResources(keda.get().context())
                                .inNamespace(workload.namespace())
                                .list()
                                .getItems())
                .stream();
        return all.filter(object -> Keda.scaled(object).contains(workload.toString()))
                .findFirst()
                .map(Keda::hindrance)
                .orElse("");
    }
}
