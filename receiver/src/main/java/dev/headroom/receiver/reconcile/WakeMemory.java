package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.standby.WakeTimes;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long the latest replicas of each service took to wake, in the store: it outlives this process. */
public record WakeMemory(Store store) implements WakeTimes {
    private static final Logger LOG = LoggerFactory.getLogger(WakeMemory.class);
    private static final String PREFIX = "wakes:";
    private static final int KEPT = 5;

    /** A replica that woke is awake, whether that can be written down or not. */
    @Override
    public void woke(String service, int level, Duration took) {
        try {
            List<Long> latest = Stream.concat(Stream.of(took.toMillis()), millis(service, level).stream())
                    .limit(KEPT)
                    .toList();
            store.note(key(service, level), latest.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        } catch (StoreException e) {
            LOG.warn("how long a replica of {} took to wake could not be kept: {}", service, e.getMessage());
        }
    }

    /** The middle one of the latest; empty before the first. */
    Optional<Duration> of(String service, int level) {
        List<Long> sorted = millis(service, level).stream().sorted().toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(sorted.get(sorted.size() / 2)));
    }

    private List<Long> millis(String service, int level) {
        return store.note(key(service, level)).stream()
                .flatMap(text -> Arrays.stream(text.split(" ")))
                .map(Long::valueOf)
                .toList();
    }

    private static String key(String service, int level) {
        return PREFIX + level + ":" + service;
    }
}
