package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Kept;
import dev.headroom.receiver.kubernetes.Watched;
import dev.headroom.receiver.kubernetes.Watched.Kind;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is known of one namespace. Only kinds that are in use are watched. */
final class NamespaceView {
    /** So few that a page of large pods is short-lived garbage. */
    private static final long PAGE = 100;

    private final Cluster cluster;
    private final Discovery discovery;
    private final String namespace;
    private final LongSupplier nanos;
    private final @Nullable Watched<HorizontalPodAutoscaler> autoscalers;
    private final Map<Workload.Kind, WorkloadWatch> workloads = new ConcurrentHashMap<>();
    private volatile @Nullable Watched<GenericKubernetesResource> scaledObjects;
    private boolean byLabels;
    private volatile @Nullable Watched<Pod> pods;

    /**
     * Watches no pods yet.
     *
     * @param autoscaled whether autoscalers matter
     */
    NamespaceView(Cluster cluster, Discovery discovery, String namespace, boolean autoscaled, LongSupplier nanos) {
        this.cluster = cluster;
        this.discovery = discovery;
        this.namespace = namespace;
        this.nanos = nanos;
        this.autoscalers = autoscaled ? watchedAutoscalers() : null;
    }

    private static boolean areLabelsNeeded(Set<Workload.Kind> kinds) {
        return !kinds.stream().allMatch(Workload.Kind::isWellKnown);
    }

    private Watched<Pod> watchedPods(boolean labelled) {
        return new Watched<>(
                cluster,
                Kind.of(
                        "/api/v1",
                        "pods",
                        namespace,
                        client -> client.pods()
                                .inNamespace(namespace)
                                .withLimit(PAGE)
                                .runnableInformer(0)
                                .itemStore(new Kept<>(pod -> PodView.part(pod, labelled)))),
                PodView::owner,
                nanos);
    }

    private Watched<HorizontalPodAutoscaler> watchedAutoscalers() {
        return new Watched<>(
                cluster,
                Kind.of(
                        "/apis/autoscaling/v2",
                        "horizontalpodautoscalers",
                        namespace,
                        client -> client.autoscaling()
                                .v2()
                                .horizontalPodAutoscalers()
                                .inNamespace(namespace)
                                .runnableInformer(0)),
                NamespaceView::scaled,
                nanos);
    }

    /** Watches workloads of these kinds, too. */
    synchronized void watch(Set<Workload.Kind> kinds) {
        Watched<Pod> before = pods;
        boolean labels = byLabels || areLabelsNeeded(kinds);
        if (before == null || labels != byLabels) {
            byLabels = labels;
            pods = watchedPods(labels);
            Optional.ofNullable(before).ifPresent(Watched::end);
        }
        kinds.forEach(kind -> workloads.computeIfAbsent(kind, this::watched));
    }

    private WorkloadWatch watched(Workload.Kind kind) {
        if (kind.equals(Workload.Kind.DEPLOYMENT)) {
            return apps(
                    "deployments",
                    client -> client.apps().deployments(),
                    WorkloadView::of,
                    deployment -> deployment.getSpec().getTemplate());
        }
        return kind.equals(Workload.Kind.STATEFUL_SET)
                ? apps(
                        "statefulsets",
                        client -> client.apps().statefulSets(),
                        WorkloadView::of,
                        set -> set.getSpec().getTemplate())
                : new ScaleWatch(cluster, discovery, kind, namespace, nanos);
    }

    private <T extends HasMetadata> AppsWatch<T> apps(
            String resource,
            Function<KubernetesClient, MixedOperation<T, ?, ? extends RollableScalableResource<T>>> all,
            Function<T, WorkloadView> views,
            Function<T, PodTemplateSpec> templates) {
        Function<T, Optional<T>> part = workload -> Optional.of(WorkloadView.part(workload, templates.apply(workload)));
        Watched<T> watched = new Watched<>(
                cluster,
                Kind.of(
                        "/apis/apps/v1",
                        resource,
                        namespace,
                        client -> all.apply(client)
                                .inNamespace(namespace)
                                .withLimit(PAGE)
                                .runnableInformer(0)
                                .itemStore(new Kept<>(part))),
                workload -> List.of(),
                nanos);
        return new AppsWatch<>(watched, views, templates);
    }

    /** What an autoscaler scales, as {@link Workload#toString} writes it. */
    static List<String> scaled(HorizontalPodAutoscaler autoscaler) {
        CrossVersionObjectReference target = autoscaler.getSpec().getScaleTargetRef();
        Workload.Kind kind = new Workload.Kind(String.valueOf(target.getApiVersion()), target.getKind());
        return List.of(new Workload(kind, autoscaler.getMetadata().getNamespace(), target.getName()).toString());
    }

    /** @throws TargetException when what is known may be old */
    void mustBeFresh(Workload workload) throws TargetException {
        try {
            pods().mustBeFresh();
            if (autoscalers != null) {
                autoscalers.mustBeFresh();
                mustKnowKeda();
            }
        } catch (ClusterException e) {
            throw Failures.of(e);
        }
        watch(workload).mustBeFresh();
    }

    /** Where it may not be looked at, which is told as a missing right, it is as if there were none. */
    private void mustKnowKeda() throws TargetException, ClusterException {
        Optional<Discovery.Resource> keda = discovery.present(Keda.SCALED_OBJECT);
        if (keda.isPresent()) {
            try {
                watched(keda.get()).mustBeFresh();
            } catch (ClusterException e) {
                if (e.isNotYet()) {
                    throw e;
                }
            }
        }
    }

    private synchronized Watched<GenericKubernetesResource> watched(Discovery.Resource keda) {
        Watched<GenericKubernetesResource> present = scaledObjects;
        if (present == null) {
            present = keda.watched(cluster, namespace, Keda::part, Keda::scaled, nanos);
            scaledObjects = present;
        }
        return present;
    }

    /** Why KEDA alone may scale a workload, though no autoscaler tells of it; empty where it may not. */
    Optional<String> keda(Workload workload) {
        return Optional.ofNullable(scaledObjects)
                .flatMap(all -> all.one(workload.toString()))
                .map(Keda::hindrance);
    }

    private Watched<Pod> pods() {
        return Objects.requireNonNull(pods);
    }

    private WorkloadWatch watch(Workload workload) {
        return Objects.requireNonNull(workloads.get(workload.kind()));
    }

    /** As it was told last. */
    Optional<HasMetadata> object(Workload workload) {
        return watch(workload).object(workload).map(HasMetadata.class::cast);
    }

    /** @throws TargetException where it is not known now, or can never be */
    Optional<WorkloadView> workload(Workload workload) throws TargetException {
        return watch(workload).view(workload);
    }

    /** What each pod of the workload is made after; empty where that is not known. */
    Optional<PodSpec> template(Workload workload) {
        return watch(workload).template(workload);
    }

    List<PodView> pods(Workload workload) {
        return watch(workload).pods(workload, pods()).stream().map(PodView::of).toList();
    }

    /** The pods that a workload's count is made of. */
    List<PodView> counting(Workload workload) {
        return pods(workload).stream().filter(pod -> !pod.ending()).toList();
    }

    /** The autoscaler of a workload. */
    Optional<HorizontalPodAutoscaler> autoscaler(Workload workload) {
        return Optional.ofNullable(autoscalers).flatMap(all -> all.one(workload.toString()));
    }
}
