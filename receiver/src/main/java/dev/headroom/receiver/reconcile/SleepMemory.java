package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.standby.ToldToSleep;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.target.TargetException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who was told to sleep, in the store: whoever leads next knows it, too. */
public record SleepMemory(Store store) implements ToldToSleep {
    private static final String PREFIX = "asleep:";

    private static final String UNKNOWN = "unknown";

    @Override
    public Optional<Set<String>> of(String service) throws TargetException {
        try {
            return names(service);
        } catch (StoreException e) {
            throw new TargetException("who was told to sleep cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void are(String service, Set<String> replicas) throws TargetException {
        try {
            keep(service, replicas);
        } catch (StoreException e) {
            throw new TargetException("who is told to sleep cannot be written down: " + e.getMessage(), e);
        }
    }

    Optional<Set<String>> names(String service) {
        return store.note(PREFIX + service)
                .filter(text -> !text.equals(UNKNOWN))
                .map(text -> Stream.of(text.split(" "))
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet()));
    }

    void keep(String service, Set<String> replicas) {
        if (!names(service).equals(Optional.of(replicas))) {
            store.note(PREFIX + service, String.join(" ", new TreeSet<>(replicas)));
        }
    }

    /** Whoever is seen asleep next is meant to be. */
    void forget(String service) {
        if (names(service).isPresent()) {
            store.note(PREFIX + service, UNKNOWN);
        }
    }
}
