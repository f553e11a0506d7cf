package dev.headroom.ttltuner.source.redis;

import dev.headroom.ttltuner.tuning.Reading;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reading.Window;
import dev.headroom.ttltuner.tuning.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Counters of one mode as they were seen, and the growth between two sights. A counter that fell has been reset. */
final class Samples {
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** Sums that never fall; {@code expired} is below zero where nobody counts it. */
    record Sample(Instant at, long hits, long misses, long expired) {
        static Sample of(Instant at, Map<String, String> counters) {
            return new Sample(
                    at,
                    Long.parseLong(counters.getOrDefault("hits", "0")),
                    Long.parseLong(counters.getOrDefault("misses", "0")),
                    Long.parseLong(counters.getOrDefault("expired", "-1")));
        }

        /** Adds what was counted since: {@code grown} is this one's running sum, {@code from} and {@code to} were read. */
        Sample grown(Sample from, Sample to) {
            return new Sample(
                    to.at(),
                    hits + growth(from.hits(), to.hits()),
                    misses + growth(from.misses(), to.misses()),
                    to.expired() < 0 ? -1 : Math.max(0, expired) + growth(Math.max(0, from.expired()), to.expired()));
        }

        private static long growth(long from, long to) {
            return to < from ? Math.max(0, to) : to - from;
        }
    }

    private final List<Sample> sums = new ArrayList<>();
    private @Nullable Sample latest;

    void add(Sample read) {
        Sample before = latest;
        sums.add(before == null ? read : sums.get(sums.size() - 1).grown(before, read));
        latest = read;
        sums.removeIf(sum -> sum.at().isBefore(read.at().minus(KEPT)) && sums.size() > 1);
    }

    /** The counts from the first sight at or after {@code since}, ten minutes at most. */
    Reading window(Instant since, Instant now, Duration mostAge) {
        if (sums.size() < 2) {
            return new Missing(sums.isEmpty() ? Reason.NO_DATA : Reason.FIRST_SAMPLE, "");
        }
        Sample end = sums.get(sums.size() - 1);
        if (end.at().plus(mostAge).isBefore(now)) {
            return new Missing(Reason.STALE, Duration.between(end.at(), now).toSeconds() + " s old");
        }
        Sample begin = sums.stream()
                .filter(sum -> !sum.at().isBefore(since))
                .findFirst()
                .orElse(end);
        return new Window(
                begin.at(),
                Duration.between(begin.at(), end.at()),
                (double) end.hits() - begin.hits(),
                (double) end.misses() - begin.misses(),
                begin.expired() < 0 || end.expired() < 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((double) end.expired() - begin.expired()));
    }
}
