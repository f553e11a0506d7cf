package dev.headroom.receiver.target.kubernetes;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Numbers for pods that have none: the oldest gets 1 when it is first seen, a new one the number above the highest. A
 * StatefulSet's pods bring their own. Kept in memory only: a number is no more than an order.
 */
final class Numbers {
    private final Map<Workload, Map<String, Integer>> known = new ConcurrentHashMap<>();

    /** By the pod's name; those that are gone are forgotten. */
    Map<String, Integer> of(Sighting seen) {
        Workload workload = seen.workload();
        List<PodView> pods = seen.pods();
        int first = seen.view().firstOrdinal();
        return workload.kind().equals(Workload.Kind.STATEFUL_SET)
                ? pods.stream().collect(Collectors.toMap(PodView::name, pod -> ordinal(pod.name()) - first))
                : known.compute(workload, (key, before) -> numbered(before == null ? Map.of() : before, pods));
    }

    private static Map<String, Integer> numbered(Map<String, Integer> before, List<PodView> pods) {
        List<PodView> oldestFirst = pods.stream()
                .sorted(Comparator.comparing(PodView::createdAt).thenComparing(PodView::name))
                .toList();
        Map<String, Integer> numbers = new HashMap<>();
        for (PodView pod : oldestFirst) {
            Integer number = before.get(pod.name());
            if (number != null) {
                numbers.put(pod.name(), number);
            }
        }
        int highest = numbers.values().stream().mapToInt(number -> number).max().orElse(0);
        for (PodView pod : oldestFirst) {
            if (!numbers.containsKey(pod.name())) {
                numbers.put(pod.name(), ++highest);
            }
        }
        return numbers;
    }

    private static int ordinal(String name) {
        String digits = name.substring(name.lastIndexOf('-') + 1);
        return digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) + 1 : 1;
    }
}
