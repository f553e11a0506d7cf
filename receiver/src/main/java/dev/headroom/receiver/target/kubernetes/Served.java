package dev.headroom.receiver.target.kubernetes;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The services that are scaled, and the workloads of all that ever were: who was drained there can still be told. */
final class Served {
    private final Map<String, Workload> workloads = new ConcurrentHashMap<>();
    private final Set<String> services = ConcurrentHashMap.newKeySet();

    void add(Map<String, Workload> more) {
        workloads.putAll(more);
        services.addAll(more.keySet());
    }

    void keep(Set<String> others) {
        services.retainAll(others);
    }

    @Nullable
    Workload workload(String service) {
        return workloads.get(service);
    }

    /** Of the services that are scaled. */
    Stream<Workload> all() {
        return services.stream().flatMap(service -> Optional.ofNullable(workloads.get(service)).stream());
    }

    /** Their kinds, by namespace. */
    SortedMap<String, Set<Workload.Kind>> kinds() {
        return all().collect(groupingBy(
                Workload::namespace, TreeMap::new, mapping(Workload::kind, toCollection(TreeSet::new))));
    }
}
