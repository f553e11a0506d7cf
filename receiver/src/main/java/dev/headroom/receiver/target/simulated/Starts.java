package dev.headroom.receiver.target.simulated;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.target.TargetException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The start times of one service's replicas; kept as text, {@code number@time} in ISO 8601 with a space between.
 *
 * @param byNumber counted from 1; a number may be missing after a chosen one was stopped
 */
record Starts(SortedMap<Integer, Instant> byNumber) {
    static final Starts NONE = new Starts(Collections.emptySortedMap());

    Starts {
        byNumber = Collections.unmodifiableSortedMap(new TreeMap<>(byNumber));
    }

    static Starts parse(String service, String text) throws TargetException {
        try {
            SortedMap<Integer, Instant> starts = new TreeMap<>();
            Stream.of(text.split(" "))
                    .filter(word -> !word.isEmpty())
                    .map(word -> word.split("@", 2))
                    .forEach(word -> starts.put(Integer.valueOf(word[0]), Instant.parse(word[word.length - 1])));
            return new Starts(starts);
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "the kept state of the simulated %s cannot be read: numbers with start times were expected, found \"%s\"; stop headroom and move the store aside to begin anew, without its history, cooldowns and overrides"
                            .formatted(service, text),
                    e);
        }
    }

    String text() {
        return byNumber.entrySet().stream()
                .map(start -> start.getKey() + "@" + start.getValue())
                .collect(joining(" "));
    }

    /** Drops the highest numbers, those of {@code kept} last, or adds some above the highest, which start {@code at}. */
    Starts resized(int count, Set<Integer> kept, Instant at) {
        SortedMap<Integer, Instant> resized = new TreeMap<>(byNumber);
        List<Integer> lastToGo = byNumber.keySet().stream()
                .sorted(Comparator.comparing((Integer number) -> !kept.contains(number))
                        .thenComparing(number -> number))
                .limit(count)
                .toList();
        resized.keySet().retainAll(lastToGo);
        while (resized.size() < count) {
            resized.put(resized.isEmpty() ? 1 : resized.lastKey() + 1, at);
        }
        return new Starts(resized);
    }
}
