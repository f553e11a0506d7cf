package dev.headroom.ttltuner.config;

import dev.headroom.settings.HostPort;
import dev.headroom.ttltuner.tuning.ModePolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the file {@code ttl-tuner.yml} says.
 *
 * @param listen where metrics, health and status are served
 */
public record TunerConfig(Redis redis, Source source, HostPort listen, Timing timing, List<Mode> modes) {
    public TunerConfig {
        modes = List.copyOf(modes);
    }

    /**
     * Where the TTLs are.
     *
     * @param password null where there is none, or where the URL has it
     */
    public record Redis(URI url, @Nullable String password) {
        /** Without what is secret. */
        @Override
        public String toString() {
            return url.getScheme() + "://" + url.getHost() + ":" + url.getPort();
        }
    }

    /**
     * Where hit rates come from.
     *
     * @param prometheus base URL; null for counters in Redis
     * @param mostAge of a hit rate
     */
    public record Source(@Nullable URI prometheus, Duration mostAge) {}

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
     */
    public record Mode(ModePolicy policy, OptionalLong entryBytes) {}
}
