package dev.headroom.ttltuner.config;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.redis.RedisHost;
import dev.headroom.settings.HostPort;
import dev.headroom.ttltuner.tuning.ModePolicy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the file {@code ttl-tuner.yml} says.
 *
 * @param redis where the TTLs are
 * @param listen where metrics, health and status are served
 */
public record TunerConfig(RedisHost redis, Source source, HostPort listen, Timing timing, List<Mode> modes) {
    public TunerConfig {
        modes = List.copyOf(modes);
    }

    /**
     * Where hit rates come from.
     *
     * @param prometheus null for counters in Redis
     * @param mostAge of a hit rate
     */
    public record Source(@Nullable Endpoint prometheus, Duration mostAge) {}

    /**
     * Intervals.
     *
     * @param decide from one decision to the next
     * @param poll of counters and the access feed
     * @param halfLife of what the curve has learned
     * @param lease after which another tuner may take over
     */
    public record Timing(Duration decide, Duration poll, Duration lease, Duration halfLife) {}

    /**
     * A mode.
     *
     * @param entryBytes mean size of an entry where the feed does not say it
     * @param admitWithin the app takes in only keys that were asked for so shortly before; zero: every key
     */
    public record Mode(ModePolicy policy, OptionalLong entryBytes, Duration admitWithin) {}
}
