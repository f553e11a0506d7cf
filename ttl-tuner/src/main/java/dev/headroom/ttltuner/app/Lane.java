package dev.headroom.ttltuner.app;

import dev.headroom.ttltuner.config.TunerConfig.Mode;
import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.curve.KeyHash;
import dev.headroom.ttltuner.curve.ShadowGrid;
import dev.headroom.ttltuner.metrics.TunerMetrics;
import dev.headroom.ttltuner.redis.AccessFeed;
import dev.headroom.ttltuner.redis.CurveHash;
import dev.headroom.ttltuner.tuning.ModePolicy;
import dev.headroom.ttltuner.tuning.ModePolicy.Fixed;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** One mode's access feed, and what was learned from it. */
final class Lane implements AccessFeed.Reader {
    /** What Redis adds to a small value for its key and bookkeeping, in bytes. */
    private static final int OVERHEAD = 96;

    private static final double LEARN = 0.02;

    private final Mode mode;
    private final AccessFeed feed;
    private final CurveHash kept;
    private final ShadowGrid grid;
    private final TunerMetrics metrics;
    private boolean recalled;
    private boolean fed;
    private long lookups;
    private double meanBytes;

    Lane(Mode mode, Duration halfLife, UnifiedJedis redis, TunerMetrics metrics) {
        this.mode = mode;
        this.feed = new AccessFeed(redis, mode.policy().mode());
        this.kept = new CurveHash(redis);
        int most = mode.policy().bounds().most();
        int least = Math.min(mode.policy().bounds().least(), most - 1);
        this.grid = ShadowGrid.forBounds(least, Math.max(2, most), halfLife, mode.admitWithin());
        this.metrics = metrics;
    }

    ModePolicy policy() {
        return mode.policy();
    }

    String name() {
        return mode.policy().mode();
    }

    /** Reads the feed on, where the mode uses it. */
    void poll() {
        if (policy().goal() instanceof Fixed || policy().strategy() == Strategy.STEP) {
            return;
        }
        if (!recalled) {
            kept.read(name()).ifPresent(grid::goOn);
            recalled = true;
        }
        lookups = 0;
        fed = feed.read(this);
        metrics.read(name(), lookups);
    }

    /** Keeps what was learned, for one that starts. */
    void keep() {
        grid.learned().ifPresent(learned -> kept.write(name(), learned));
    }

    @Override
    public void access(String key, long at, @Nullable Long bytes) {
        lookups++;
        grid.access(KeyHash.of(key), at);
        if (bytes != null) {
            double size = bytes + OVERHEAD;
            meanBytes += (size - meanBytes) * (meanBytes == 0 ? 1 : LEARN);
        }
    }

    @Override
    public void gap() {
        grid.gap();
        metrics.gap(name());
    }

    Optional<HitCurve> curve(Instant now) {
        return fed ? Optional.of(grid.curve(now.toEpochMilli())) : Optional.empty();
    }

    /** Mean size of an entry; empty where nobody says. */
    OptionalDouble entryBytes() {
        if (meanBytes > 0) {
            return OptionalDouble.of(meanBytes);
        }
        return mode.entryBytes().isPresent()
                ? OptionalDouble.of((double) mode.entryBytes().getAsLong() + OVERHEAD)
                : OptionalDouble.empty();
    }
}
