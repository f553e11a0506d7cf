package dev.headroom.receiver.rollout;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Tells whoever was drained in vain to take work again, every one, until it answered or is gone. What a process before this
 * one has drained is not known, so at first all are told once.
 */
final class Releases {

    /** By service, who was told since the last down in vain; none of a service whose replicas all know. */
    private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** A down ended in vain: whoever it drained must be told. */
    void owe(String service) {
        told.put(service, ConcurrentHashMap.newKeySet());
        known.add(service);
    }

    /** Whether somebody may not know yet. */
    boolean open(ServicePolicy service, Replicas replicas) {
        if (known.add(service.name()) && replicas.mayDrain()) {
            owe(service.name());
        }
        return told.containsKey(service.name());
    }

    /** Tells those that are meant and do not know. */
    void tell(ServicePolicy service, Observation seen, Replicas replicas, Predicate<Replica> meant) {
        Set<String> already = told.computeIfAbsent(service.name(), name -> ConcurrentHashMap.newKeySet());
        List<Replica> left = seen.counting().stream()
                .filter(replica -> !already.contains(replica.name()))
                .toList();
        Set<String> now = new HashSet<>();
        left.stream().filter(meant).filter(replicas::takesWorkAgain).forEach(replica -> now.add(replica.name()));
        already.addAll(now);
        if (left.stream().allMatch(replica -> now.contains(replica.name()))) {
            told.remove(service.name());
        }
    }
}
