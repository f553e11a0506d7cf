package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.target.TargetException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is stopped when a workload shrinks, in its controller's own order: what it costs to stop a pod decides only between
 * pods that are equally far.
 *
 * @param kept names of those that shall stay, where one may choose
 * @param strict whether the others alone were asked to stop, so that no kept one may
 * @param numbers by name
 * @param counting the pods that the count is made of
 */
record Victims(
        Workload workload, Set<String> kept, boolean strict, Map<String, Integer> numbers, List<PodView> counting) {

    /** The same of the pods that are there by now. */
    Victims among(List<PodView> now) {
        return new Victims(workload, kept, strict, numbers, now);
    }

    /** Those that go, the first that goes last. */
    List<PodView> of(int replicas) {
        if (workload.kind().equals(Workload.Kind.STATEFUL_SET)) {
            return counting.stream().filter(pod -> number(pod) > replicas).toList();
        }
        return counting.stream()
                .sorted(Comparator.comparingInt((PodView pod) -> -pod.rank())
                        .thenComparing(pod -> !kept.contains(pod.name()))
                        .thenComparing(this::number))
                .skip(replicas)
                .toList();
    }

    List<PodView> staying(Collection<PodView> victims) {
        List<String> going = victims.stream().map(PodView::name).toList();
        return counting.stream().filter(pod -> !going.contains(pod.name())).toList();
    }

    /** @throws TargetException where somebody would be stopped who was not asked */
    void mustHaveBeenAsked(int replicas) throws TargetException {
        List<String> unasked =
                of(replicas).stream().map(PodView::name).filter(kept::contains).toList();
        if (strict && !unasked.isEmpty()) {
            throw new TargetException(
                    TargetException.Kind.CONFLICT,
                    "%s would stop %s by now, which was not asked; others are chosen"
                            .formatted(workload, String.join(", ", unasked)));
        }
    }

    private int number(PodView pod) {
        return numbers.getOrDefault(pod.name(), Integer.MAX_VALUE);
    }
}
