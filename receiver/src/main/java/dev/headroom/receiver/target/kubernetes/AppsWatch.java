package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Watched;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Deployments, or StatefulSets: what they are set to is told by the watch itself, and pods name what made them. */
record AppsWatch<T extends HasMetadata>(
        Watched<T> watched, Function<T, WorkloadView> views, Function<T, PodTemplateSpec> templates)
        implements WorkloadWatch {

    @Override
    public void mustBeFresh() throws TargetException {
        try {
            watched.mustBeFresh();
        } catch (ClusterException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public Optional<T> object(Workload workload) {
        return Optional.ofNullable(watched.named(workload.namespace(), workload.name()));
    }

    @Override
    public Optional<WorkloadView> view(Workload workload) {
        return object(workload).map(views);
    }

    @Override
    public Optional<PodSpec> template(Workload workload) {
        return object(workload).map(templates).map(PodTemplateSpec::getSpec);
    }

    @Override
    public List<Pod> pods(Workload workload, Watched<Pod> all) {
        return all.by(workload.toString());
    }
}
