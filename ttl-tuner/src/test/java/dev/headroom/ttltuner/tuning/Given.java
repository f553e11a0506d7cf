package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.Evidence.Key;
import dev.headroom.ttltuner.tuning.Evidence.Pressure;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Fixed;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import dev.headroom.ttltuner.tuning.ModePolicy.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** The specification's modes, and evidence for tests. */
final class Given {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    static final ModePolicy FAST = new ModePolicy("fast", new Target(0.60), new Bounds(30, 600), 300, Strategy.AUTO);
    static final ModePolicy BALANCED =
            new ModePolicy("balanced", new Target(0.60), new Bounds(30, 1200), 600, Strategy.AUTO);
    static final ModePolicy CREATIVE =
            new ModePolicy("creative", new Fixed(1800), new Bounds(1800, 1800), 1800, Strategy.AUTO);

    private static final Duration BLOCK = Duration.ofMinutes(5);

    private Given() {}

    /** A TTL that has long settled. */
    static ModeState settled(int ttl) {
        return ModeState.NEW.changed(NOW.minus(Duration.ofHours(6)), ttl, ttl);
    }

    static Reading.Window window(double hitRate, int lookups) {
        return new Reading.Window(
                NOW.minus(Duration.ofMinutes(10)),
                Duration.ofMinutes(10),
                Math.round(hitRate * lookups),
                lookups - Math.round(hitRate * lookups),
                OptionalDouble.empty());
    }

    static Evidence evidence(int ttl, Reading reading) {
        return new Evidence(Key.of(ttl), reading, Pressure.NONE, Optional.empty(), OptionalDouble.empty());
    }

    static Verdict verdict(ModePolicy policy, int ttl, Reading reading) {
        return TtlTuner.tune(policy, evidence(ttl, reading), settled(ttl), NOW).verdict();
    }

    /** Linear in the logarithm from 15 s to {@code observed} seconds, with a standard error of 1.25 points. */
    static HitCurve curve(double rateAt15, double rateAtEnd, double observed) {
        return curve(rateAt15, rateAtEnd, observed, 0.0125);
    }

    static HitCurve curve(double rateAt15, double rateAtEnd, double observed, double error) {
        return curve(rateAt15, rateAtEnd, observed, error, 12);
    }

    /** The same, counted for so many blocks. */
    static HitCurve curve(double rateAt15, double rateAtEnd, double observed, double error, long blocks) {
        double[] ttls = new double[32];
        double[] rates = new double[32];
        double[] weights = new double[32];
        double[] errors = new double[32];
        Arrays.fill(errors, error);
        Arrays.fill(weights, 1000);
        for (int i = 0; i < 32; i++) {
            ttls[i] = 15 * Math.pow(observed / 15, i / 31.0);
            rates[i] = rateAt15 + (rateAtEnd - rateAt15) * i / 31.0;
        }
        return HitCurve.of(ttls, rates, errors, weights, new HitCurve.Feed(10, 1, BLOCK, BLOCK.multipliedBy(blocks)));
    }
}
