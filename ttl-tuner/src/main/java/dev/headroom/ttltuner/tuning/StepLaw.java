package dev.headroom.ttltuner.tuning;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * The specification's 3.4: below the target the TTL grows by half, 15 points above it and over 300 s it shrinks by a fifth;
 * on guard that the evidence is enough and that a longer TTL can help at all.
 */
final class StepLaw {
    static final int ENOUGH_LOOKUPS = 100;

    private static final double RAISE = 1.5;
    private static final double LOWER = 0.8;
    private static final double SPARE = 0.15;
    private static final int NEVER_LOWERED_BELOW = 300;
    /** Fewer expiries than this share of the misses: the misses are new keys or evictions. */
    private static final double EXPIRED_SHARE = 0.05;

    private StepLaw() {}

    static Verdict decide(Case at, Reading.Window window) {
        if (window.since().isBefore(at.state().settledAt())) {
            Instant judgedBy = at.state().settledAt().plus(window.length());
            return new Verdict.Hold(Reason.SETTLING, "the window began before it had acted", judgedBy);
        }
        if (window.lookups() < ENOUGH_LOOKUPS) {
            return Verdict.Hold.of(
                    Reason.FEW_LOOKUPS, Case.text("%.0f lookups, %d wanted", window.lookups(), ENOUGH_LOOKUPS));
        }
        return judge(at, window);
    }

    private static Verdict judge(Case at, Reading.Window window) {
        double most = spareAbove(at.target());
        if (window.hitRate() < at.target()) {
            return raise(at, window);
        }
        if (window.hitRate() > most && at.ttl() > NEVER_LOWERED_BELOW) {
            return Interval.of(window).low() > most
                    ? at.lower((int) (at.ttl() * LOWER), Reason.ABOVE_TARGET, rate(window), OptionalDouble.empty())
                    : Verdict.Hold.of(Reason.UNCERTAIN, rate(window));
        }
        return Verdict.Hold.of(Reason.ON_TARGET, rate(window));
    }

    private static Verdict raise(Case at, Reading.Window window) {
        if (Interval.of(window).high() >= at.target()) {
            return Verdict.Hold.of(Reason.UNCERTAIN, rate(window));
        }
        if (window.expired().orElse(window.misses()) < EXPIRED_SHARE * window.misses()) {
            return Verdict.Hold.of(
                    Reason.MISSES_DO_NOT_EXPIRE,
                    Case.text("%.0f of %.0f misses were", window.expired().orElse(0), window.misses()));
        }
        int wanted = Math.max(at.ttl() + 1, (int) (at.ttl() * RAISE));
        return at.raise(wanted, Reason.BELOW_TARGET, rate(window), OptionalDouble.empty());
    }

    /** 0.75 for a target of 0.60; halfway to 1 for targets that leave less room. */
    static double spareAbove(double target) {
        return Math.min(target + SPARE, (1 + target) / 2);
    }

    static String rate(Reading.Window window) {
        return Case.text("hit rate %.1f %% of %.0f", 100 * window.hitRate(), window.lookups());
    }
}
