package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Watched;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Optional;

/** What is known of the workloads of one kind in a namespace. */
interface WorkloadWatch {

    /**
     * Returns only where what is known here is fresh.
     *
     * @throws TargetException when it may be old
     */
    void mustBeFresh() throws TargetException;

    /** As it was told last. */
    Optional<? extends HasMetadata> object(Workload workload);

    /**
     * What the workload tells of itself; empty where there is none.
     *
     * @throws TargetException where it is not known now, or can never be
     */
    Optional<WorkloadView> view(Workload workload) throws TargetException;

    /** What each pod of the workload is made after; empty where that is not known. */
    Optional<PodSpec> template(Workload workload);

    /** Those of the workload. */
    List<Pod> pods(Workload workload, Watched<Pod> all);
}
