package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Watched;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Any kind with a scale subresource, which alone says how many there are and whose pods: it is read when the object has changed.
 * It is looked for until the cluster has it.
 */
final class ScaleWatch implements WorkloadWatch {
    private final Cluster cluster;
    private final Discovery discovery;
    private final Workload.Kind kind;
    private final String namespace;
    private final LongSupplier nanos;
    private final Map<String, Known> scales = new ConcurrentHashMap<>();
    private volatile @Nullable Watched<GenericKubernetesResource> watched;

    /** @param version of the object that made it be read */
    private record Known(String version, Scale scale, PodSelector pods) {
        boolean isOf(String present) {
            return version.equals(present) || present.equals(scale.getMetadata().getResourceVersion());
        }
    }

    ScaleWatch(Cluster cluster, Discovery discovery, Workload.Kind kind, String namespace, LongSupplier nanos) {
        this.cluster = cluster;
        this.discovery = discovery;
        this.kind = kind;
        this.namespace = namespace;
        this.nanos = nanos;
    }

    @Override
    public void mustBeFresh() throws TargetException {
        try {
            watched(discovery.find(kind)).mustBeFresh();
        } catch (ClusterException e) {
            throw Failures.of(e);
        }
    }

    private synchronized Watched<GenericKubernetesResource> watched(Discovery.Resource resource) {
        Watched<GenericKubernetesResource> present = watched;
        if (present == null) {
            present = resource.watched(cluster, namespace, ScaleWatch::part, object -> List.of(), nanos);
            watched = present;
        }
        return present;
    }

    /** What it says of itself beside that is its own affair. */
    private static Optional<GenericKubernetesResource> part(GenericKubernetesResource object) {
        GenericKubernetesResource part = new GenericKubernetesResource();
        part.setApiVersion(object.getApiVersion());
        part.setKind(object.getKind());
        part.setMetadata(object.getMetadata());
        return Optional.of(WorkloadView.part(part));
    }

    @Override
    public Optional<GenericKubernetesResource> object(Workload workload) {
        return Optional.ofNullable(watched).map(all -> all.named(workload.namespace(), workload.name()));
    }

    @Override
    public Optional<WorkloadView> view(Workload workload) throws TargetException {
        Optional<GenericKubernetesResource> object = object(workload);
        return object.isEmpty()
                ? Optional.empty()
                : Optional.of(WorkloadView.of(
                        object.get(), known(workload, object.get()).scale()));
    }

    private Known known(Workload workload, GenericKubernetesResource object) throws TargetException {
        String version = object.getMetadata().getResourceVersion();
        Known before = scales.get(workload.name());
        if (before != null && before.isOf(version)) {
            return before;
        }
        Scale scale = Changes.scaleOf(cluster, discovery.find(kind), workload);
        Known now = new Known(version, scale, pods(workload, scale));
        scales.put(workload.name(), now);
        return now;
    }

    /** Of its pods, as it tells it. */
    static String selector(Workload workload, Scale scale) throws TargetException {
        String text = scale.getStatus() == null ? null : scale.getStatus().getSelector();
        if (text == null || text.isEmpty()) {
            throw new TargetException(
                    TargetException.Kind.LATER,
                    "%s does not tell which pods are its own: status.selector of its scale is empty; its controller sets it, and labelSelectorPath of the kind's scale subresource names it"
                            .formatted(workload));
        }
        return text;
    }

    private static PodSelector pods(Workload workload, Scale scale) throws TargetException {
        String text = selector(workload, scale);
        return PodSelector.of(text)
                .orElseThrow(() -> new TargetException(
                        TargetException.Kind.NEVER,
                        "status.selector of the scale of %s is no label selector: %s".formatted(workload, text)));
    }

    @Override
    public Optional<PodSpec> template(Workload workload) {
        return Optional.empty();
    }

    @Override
    public List<Pod> pods(Workload workload, Watched<Pod> all) {
        Known known = scales.get(workload.name());
        return known == null
                ? List.of()
                : all.all().stream()
                        .filter(pod -> known.pods().takes(PodView.of(pod).labels()))
                        .toList();
    }
}
