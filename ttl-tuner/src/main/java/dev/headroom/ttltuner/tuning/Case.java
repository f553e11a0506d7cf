package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A mode with a target whose TTL may change now, as the laws see it.
 *
 * @param ttl seconds in force
 * @param growable the first instant at which it may grow
 */
record Case(int ttl, Aim aim, ModeState state, Instant now, Instant growable) {

    /** The hit rate to keep, and the bounds to keep it in. */
    record Aim(double target, Bounds bounds) {}

    static Case of(int ttl, double target, Bounds bounds, ModeState state, Instant now) {
        return new Case(ttl, new Aim(target, bounds), state, now, state.noRaiseBefore());
    }

    /** The same; where {@code may} is false it must not grow now. */
    Case growing(boolean may) {
        return may ? this : new Case(ttl, aim, state, now, Instant.MAX);
    }

    /** The same; what the plan has room for may be taken, whatever is evicted. */
    Case planned() {
        return new Case(ttl, aim, state, now, Instant.MIN);
    }

    Case knowing(ModeState learned) {
        return new Case(ttl, aim, learned, now, growable);
    }

    double target() {
        return aim.target();
    }

    Bounds bounds() {
        return aim.bounds();
    }

    /** Raises as far as bounds and the quiet after evictions allow. */
    Verdict raise(double wanted, Reason reason, String detail, OptionalDouble predicted) {
        int to = bounds().clip(Math.ceil(wanted));
        if (to <= ttl) {
            return Verdict.Hold.of(Reason.AT_BOUND, text("at its longest of %d s, %s", bounds().most(), detail));
        }
        if (now.isBefore(growable)) {
            Instant until = growable.equals(Instant.MAX) ? Instant.MIN : growable;
            return new Verdict.Hold(Reason.MEMORY_PRESSURE, "no raise, " + detail, until);
        }
        return new Verdict.Adjust(ttl, to, reason, detail, predicted);
    }

    Verdict lower(double wanted, Reason reason, String detail, OptionalDouble predicted) {
        int to = bounds().clip(wanted);
        return to >= ttl
                ? Verdict.Hold.of(Reason.AT_BOUND, text("at its shortest of %d s, %s", bounds().least(), detail))
                : new Verdict.Adjust(ttl, to, reason, detail, predicted);
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
