package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Kept;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.kubernetes.Watched;
import dev.headroom.receiver.kubernetes.Watched.Kind;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of one namespace. Only kinds that are in use are watched. */
final class NamespaceView {
    private static final long PAGE = 500;
    private static final List<String> LOOK = List.of("get", "list", "watch");
    private static final List<String> TOUCH = List.of("get", "list", "watch", "patch");

    private final Cluster cluster;
    private final String namespace;
    private final LongSupplier nanos;
    private final Watched<Pod> pods;
    private final @Nullable Watched<HorizontalPodAutoscaler> autoscalers;
    private volatile @Nullable Watched<Deployment> deployments;
    private volatile @Nullable Watched<StatefulSet> statefulSets;

    /** @param autoscaled whether autoscalers matter */
    NamespaceView(Cluster cluster, String namespace, boolean autoscaled, LongSupplier nanos) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.nanos = nanos;
        this.pods = new Watched<>(
                cluster,
                Kind.of(
                        "/api/v1",
                        "pods",
                        namespace,
                        client -> client.pods()
                                .inNamespace(namespace)
                                .withLimit(PAGE)
                                .runnableInformer(0)
                                .itemStore(new Kept<>(PodView::part))),
                PodView::owner,
                nanos);
        this.autoscalers = autoscaled
                ? new Watched<>(
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
                        nanos)
                : null;
    }

    /** Watches workloads of these kinds, too. */
    synchronized void watch(Set<Workload.Kind> kinds) {
        if (kinds.contains(Workload.Kind.DEPLOYMENT) && deployments == null) {
            deployments = workloads("deployments", client -> client.apps().deployments());
        }
        if (kinds.contains(Workload.Kind.STATEFUL_SET) && statefulSets == null) {
            statefulSets = workloads("statefulsets", client -> client.apps().statefulSets());
        }
    }

    private <T extends HasMetadata> Watched<T> workloads(
            String resource,
            Function<KubernetesClient, MixedOperation<T, ?, ? extends RollableScalableResource<T>>> all) {
        return new Watched<>(
                cluster,
                Kind.of(
                        "/apis/apps/v1",
                        resource,
                        namespace,
                        client -> all.apply(client).inNamespace(namespace).runnableInformer(0)),
                workload -> List.of(),
                nanos);
    }

    /** What an autoscaler scales, as {@link Workload#toString} writes it. */
    static List<String> scaled(HorizontalPodAutoscaler autoscaler) {
        CrossVersionObjectReference target = autoscaler.getSpec().getScaleTargetRef();
        return List.of(
                "%s %s/%s".formatted(target.getKind(), autoscaler.getMetadata().getNamespace(), target.getName()));
    }

    /** What is done there, and what of it with autoscalers: none are looked at where they do not matter. */
    static List<Right> rights(String namespace, Set<Workload.Kind> kinds, OnHpa onHpa) {
        List<Right> rights = new ArrayList<>();
        for (Workload.Kind kind : kinds) {
            rights.addAll(Right.of("apps", kind.resource(), LOOK, namespace));
        }
        for (Workload.Kind kind : kinds) {
            rights.addAll(toScale(namespace, kind));
        }
        rights.addAll(Right.of("", "pods", kinds.contains(Workload.Kind.DEPLOYMENT) ? TOUCH : LOOK, namespace));
        if (onHpa != OnHpa.IGNORE) {
            List<String> verbs = onHpa == OnHpa.FLOOR ? TOUCH : LOOK;
            rights.addAll(Right.of("autoscaling", "horizontalpodautoscalers", verbs, namespace));
        }
        return rights;
    }

    private static List<Right> toScale(String namespace, Workload.Kind kind) {
        return Right.of("apps", kind.resource() + "/scale", List.of("get", "update"), namespace);
    }

    /**
     * What it takes to change the count of one workload.
     *
     * @param byFloor whether by the floor of its autoscaler
     */
    static List<Right> toChange(Workload workload, boolean byFloor) {
        return byFloor
                ? Right.of("autoscaling", "horizontalpodautoscalers", TOUCH, workload.namespace())
                : toScale(workload.namespace(), workload.kind());
    }

    /** @throws TargetException when what is known may be old */
    void mustBeFresh() throws TargetException {
        for (Watched<?> watched : watched()) {
            try {
                watched.mustBeFresh();
            } catch (ClusterException e) {
                throw Failures.of(e);
            }
        }
    }

    private List<Watched<?>> watched() {
        List<Watched<?>> all = new ArrayList<>(List.of(pods));
        Stream.of(Optional.ofNullable(deployments), Optional.ofNullable(statefulSets), Optional.ofNullable(autoscalers))
                .flatMap(Optional::stream)
                .forEach(all::add);
        return all;
    }

    /** As it was told last. */
    Optional<HasMetadata> object(Workload workload) {
        return workload.kind() == Workload.Kind.DEPLOYMENT
                ? named(deployments, workload).map(HasMetadata.class::cast)
                : named(statefulSets, workload).map(HasMetadata.class::cast);
    }

    Optional<WorkloadView> workload(Workload workload) {
        return workload.kind() == Workload.Kind.DEPLOYMENT
                ? named(deployments, workload).map(WorkloadView::of)
                : named(statefulSets, workload).map(WorkloadView::of);
    }

    /** What each pod of the workload is made after. */
    Optional<PodSpec> template(Workload workload) {
        Optional<PodTemplateSpec> template = workload.kind() == Workload.Kind.DEPLOYMENT
                ? named(deployments, workload)
                        .map(deployment -> deployment.getSpec().getTemplate())
                : named(statefulSets, workload).map(set -> set.getSpec().getTemplate());
        return template.map(PodTemplateSpec::getSpec);
    }

    private static <T extends HasMetadata> Optional<T> named(@Nullable Watched<T> watched, Workload workload) {
        return Optional.ofNullable(watched).map(all -> all.named(workload.namespace(), workload.name()));
    }

    List<PodView> pods(Workload workload) {
        return pods.by(workload.toString()).stream().map(PodView::new).toList();
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
