package dev.headroom.ttltuner.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Redis' count of evicted keys as it was seen; it begins anew when Redis restarts. */
final class Evictions {
    static final Duration KEPT = Duration.ofMinutes(10);

    private record Seen(Instant at, long sum) {}

    private final List<Seen> seen = new ArrayList<>();
    private long latest;

    void add(Instant at, long evicted) {
        long grown = evicted < latest ? evicted : evicted - latest;
        long sum = seen.isEmpty() ? 0 : seen.get(seen.size() - 1).sum() + grown;
        seen.add(new Seen(at, sum));
        latest = evicted;
        seen.removeIf(old -> old.at().isBefore(at.minus(KEPT)) && seen.size() > 1);
    }

    /** Keys a second from the first sight at or after {@code since} on; 0 where there are not two. */
    double perSecond(Instant since) {
        List<Seen> inside =
                seen.stream().filter(sight -> !sight.at().isBefore(since)).toList();
        if (inside.size() < 2) {
            return 0;
        }
        Seen begin = inside.get(0);
        Seen end = inside.get(inside.size() - 1);
        long millis = Duration.between(begin.at(), end.at()).toMillis();
        return millis <= 0 ? 0 : 1000.0 * (end.sum() - begin.sum()) / millis;
    }
}
