package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Lowers a workload's count, and compares who went with who was to go. Old pods that end are not waited for. */
record Shrinking(Changes changes, Settling settling, ServicePolicy service, Victims victims) {
    private static final Duration MARKED = Duration.ofSeconds(5);
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    List<String> to(int replicas, Resizing resizing) throws TargetException {
        List<PodView> going = victims.of(replicas);
        victims.mustHaveBeenAsked(replicas);
        if (resizing.chooses()) {
            changes.mark(going, victims.staying(going));
            settling.until(
                    () -> settling.counting().stream().filter(isOf(going)).allMatch(Changes::isMarked), MARKED);
        }
        resizing.set(replicas, () -> victims.among(settling.counting()).mustHaveBeenAsked(replicas));
        List<String> remarks = new ArrayList<>(shortGrace(going));
        if (resizing.isSteady()
                && !settling.until(
                        () -> settling.counting().size() <= replicas,
                        grace(going).plus(MARGIN))) {
            remarks.add("pods of %s that have not been told to end yet: %d"
                    .formatted(victims.workload(), settling.counting().size() - replicas));
        } else if (resizing.chooses()) {
            remarks.addAll(others(going));
        }
        return remarks;
    }

    private static Predicate<PodView> isOf(Collection<PodView> those) {
        return pod -> those.stream().anyMatch(other -> other.name().equals(pod.name()));
    }

    /** Who stays though it was to go, which then has its mark no more, and who went unasked in its place. */
    private List<String> others(List<PodView> going) throws TargetException {
        List<PodView> left = settling.counting();
        List<PodView> spared = left.stream().filter(isOf(going)).toList();
        changes.mark(List.of(), spared);
        changes.forget(going.stream().map(PodView::name).toList());
        List<PodView> unasked =
                victims.staying(going).stream().filter(isOf(left).negate()).toList();
        return spared.isEmpty()
                ? List.of()
                : List.of("%s was to stop and stays; the cluster stopped %s unasked"
                        .formatted(names(spared), unasked.isEmpty() ? "another pod" : names(unasked)));
    }

    private static String names(List<PodView> pods) {
        return pods.stream().map(PodView::name).collect(Collectors.joining(", "));
    }

    private List<String> shortGrace(List<PodView> going) {
        Duration drain = service.timings().drain();
        return going.isEmpty() || grace(going).compareTo(drain) >= 0
                ? List.of()
                : List.of("%s has a terminationGracePeriodSeconds of %d, less than its drain_timeout of %d s"
                        .formatted(victims.workload(), grace(going).toSeconds(), drain.toSeconds()));
    }

    private static Duration grace(List<PodView> pods) {
        return pods.stream()
                .map(Shrinking::grace)
                .max(Comparator.naturalOrder())
                .orElse(DEFAULT_GRACE);
    }

    private static Duration grace(PodView pod) {
        return pod.grace().map(Duration::ofSeconds).orElse(DEFAULT_GRACE);
    }
}
