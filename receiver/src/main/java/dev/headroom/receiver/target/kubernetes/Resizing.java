package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Sets a workload's count.
 *
 * @param view what the decision rests on
 */
record Resizing(Changes changes, Settling settling, ServicePolicy service, WorkloadView view) {
    private static final Duration SEEN = Duration.ofSeconds(10);
    private static final Duration PODS_MADE = Duration.ofSeconds(30);
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    /** @param order the pods that count, those that shall stay longest first */
    List<String> to(int replicas, List<PodView> order) throws TargetException {
        List<PodView> staying = order.subList(0, Math.min(replicas, order.size()));
        List<PodView> victims = order.subList(staying.size(), order.size());
        if (replicas != view.desired()) {
            if (settling.workload().kind() == Workload.Kind.DEPLOYMENT && replicas < view.desired()) {
                changes.mark(victims, staying);
            }
            changes.scale(settling.workload(), view.desired(), replicas);
        }
        List<String> remarks = new ArrayList<>(updating());
        remarks.addAll(victims.isEmpty() ? grown(replicas) : shrunk(replicas, victims));
        return remarks;
    }

    private List<String> updating() {
        return view.updated() < view.desired()
                ? List.of("%s is being updated: %d of %d replicas have its newest template"
                        .formatted(settling.workload(), view.updated(), view.desired()))
                : List.of();
    }

    private List<String> grown(int replicas) throws TargetException {
        mustShow(replicas);
        boolean made = settling.until(
                () -> settling.counting() >= replicas
                        || settling.view().flatMap(WorkloadView::failure).isPresent(),
                PODS_MADE);
        if (!made || settling.counting() < replicas) {
            String why = settling.view().flatMap(WorkloadView::failure).orElse("its controller does not make them");
            throw new TargetException(
                    "%s has %d of %d pods: %s".formatted(settling.workload(), settling.counting(), replicas, why));
        }
        return List.of();
    }

    private List<String> shrunk(int replicas, List<PodView> victims) throws TargetException {
        mustShow(replicas);
        Duration grace = victims.stream()
                .map(Resizing::grace)
                .max(Comparator.naturalOrder())
                .orElse(DEFAULT_GRACE);
        Duration drain = service.timings().drain();
        List<String> remarks = new ArrayList<>();
        if (grace.compareTo(drain) < 0) {
            remarks.add("%s has a terminationGracePeriodSeconds of %d, less than its drain_timeout of %d s"
                    .formatted(settling.workload(), grace.toSeconds(), drain.toSeconds()));
        }
        if (!settling.until(() -> settling.alive().size() <= replicas, grace.plus(MARGIN))) {
            remarks.add("pods of %s that have not ended yet: %d"
                    .formatted(settling.workload(), settling.alive().size() - replicas));
        }
        remarks.addAll(spared(victims));
        changes.forget(victims);
        return remarks;
    }

    /** The platform stops pods that are not ready before those that are marked. */
    private List<String> spared(List<PodView> victims) {
        List<String> left = settling.alive().stream().map(PodView::name).toList();
        return victims.stream()
                .map(PodView::name)
                .filter(left::contains)
                .map(name -> name + " was to stop; the cluster stopped another pod instead")
                .toList();
    }

    private void mustShow(int replicas) throws TargetException {
        if (!settling.until(
                () -> settling.view().filter(now -> now.desired() == replicas).isPresent(), SEEN)) {
            throw new TargetException(
                    TargetException.Kind.CONFLICT,
                    "%s was set to %d, and %d s later it is %s: somebody else set it back"
                            .formatted(
                                    settling.workload(),
                                    replicas,
                                    SEEN.toSeconds(),
                                    settling.view()
                                            .map(now -> "" + now.desired())
                                            .orElse("gone")));
        }
    }

    private static Duration grace(PodView pod) {
        Long seconds = pod.pod().getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(Objects.requireNonNullElse(seconds, DEFAULT_GRACE.toSeconds()));
    }
}
