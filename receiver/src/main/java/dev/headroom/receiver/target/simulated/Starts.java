package dev.headroom.receiver.target.simulated;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.target.TargetException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The start times of one service's replicas; kept as text, ISO 8601 with a space between.
 *
 * @param byNumber the first is replica 1
 */
record Starts(List<Instant> byNumber) {
    static final Starts NONE = new Starts(List.of());

    Starts {
        byNumber = List.copyOf(byNumber);
    }

    static Starts parse(String service, String text) throws TargetException {
        try {
            return new Starts(Stream.of(text.split(" "))
                    .filter(word -> !word.isEmpty())
                    .map(Instant::parse)
                    .toList());
        } catch (DateTimeParseException e) {
            throw new TargetException(
                    "the kept state of the simulated %s cannot be read: start times were expected, found \"%s\"; delete the store to begin anew"
                            .formatted(service, text),
                    e);
        }
    }

    String text() {
        return byNumber.stream().map(Instant::toString).collect(joining(" "));
    }

    /** Drops the highest numbers, or adds some that start {@code at}. */
    Starts resized(int count, Instant at) {
        int added = Math.max(0, count - byNumber.size());
        return new Starts(Stream.concat(byNumber.stream(), Collections.nCopies(added, at).stream())
                .limit(count)
                .toList());
    }
}
