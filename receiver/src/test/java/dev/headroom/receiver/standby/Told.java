package dev.headroom.receiver.standby;

import dev.headroom.receiver.target.TargetException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who was told to sleep, in memory. */
final class Told implements ToldToSleep {
    final Map<String, Set<String>> byService = new HashMap<>();

    /** Whether nothing can be written down. */
    boolean full;

    @Override
    public Optional<Set<String>> of(String service) {
        return Optional.ofNullable(byService.get(service));
    }

    @Override
    public void are(String service, Set<String> replicas) throws TargetException {
        if (full) {
            throw new TargetException("the disk is full");
        }
        byService.put(service, Set.copyOf(replicas));
    }
}
