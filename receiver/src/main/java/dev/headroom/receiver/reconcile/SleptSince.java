package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.store.Store;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Since when each replica of a service sleeps, in the store: it outlives this process. */
record SleptSince(Store store) {
    private static final String PREFIX = "slept:";

    /** By name, those that were asleep when they were last looked at. */
    Map<String, Instant> of(String service) {
        return store.note(PREFIX + service).stream()
                .flatMap(text -> Stream.of(text.split(" ")))
                .map(entry -> entry.split("=", 2))
                .filter(entry -> entry.length == 2)
                .collect(Collectors.toMap(entry -> entry[0], entry -> Instant.ofEpochSecond(Long.parseLong(entry[1]))));
    }

    /** These sleep now, and no others. */
    void are(String service, Set<String> asleep, Instant now) {
        Map<String, Instant> known = of(service);
        if (!known.keySet().equals(asleep)) {
            Map<String, Instant> since = new TreeMap<>();
            asleep.forEach(name -> since.put(name, known.getOrDefault(name, now)));
            store.note(
                    PREFIX + service,
                    since.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue().getEpochSecond())
                            .collect(Collectors.joining(" ")));
        }
    }
}
