package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The smallest TTL whose predicted hit rate meets the target, in one jump; left alone as long as the curve is not sure that
 * another is better. Where even the longest TTL misses the target, the smallest that comes close to it.
 */
final class CurveLaw {
    /** The hit rate aimed at is so much above the target, or less where the curve errs by less. */
    static final double MARGIN = 0.007;

    /** Standard errors that a prediction must be off by: a lack of hits is cured sooner than a surplus. */
    private static final double RAISED_BEYOND = 1;

    private static final double LOWERED_BEYOND = 2;
    /** However wide the errors are: further off is not near the target. */
    private static final double CLOSE_RATE = 0.03;

    private static final double CLOSE_TTL = 0.08;
    private static final double CLOSE_TO_CEILING = 0.02;
    private static final double NEAR_CEILING = 0.015;

    private final Case at;
    private final HitCurve curve;
    private final double bias;

    CurveLaw(Case at, HitCurve curve) {
        this.at = at;
        this.curve = curve;
        this.bias = at.state().bias();
    }

    /** The hit rate at the longest TTL allowed; known only once that was observed. */
    OptionalDouble ceiling() {
        Bounds bounds = at.bounds();
        boolean seen = !curve.isEmpty() && curve.observed() >= bounds.most() * 0.99;
        return seen ? OptionalDouble.of(predicted(bounds.most())) : OptionalDouble.empty();
    }

    double predicted(double ttl) {
        return Math.max(0, Math.min(1, curve.rate(ttl) + bias));
    }

    /** Once lost, the target counts as reachable again only with the margin. */
    private boolean misses() {
        double line = at.target() + (at.state().isUnreachable() ? MARGIN : 0);
        return ceiling().orElse(1) < line;
    }

    /** Decisions running that missed. */
    int unreachable() {
        return misses() ? Math.min(at.state().unreachable() + 1, ModeState.UNREACHABLE_AFTER) : 0;
    }

    private double error() {
        return curve.error(curve.ttlFor(at.target() - bias).orElse(curve.horizon()));
    }

    private double aim() {
        return at.target() + Math.min(MARGIN, error());
    }

    /** The TTL in seconds that this law is after, apart from memory. */
    double wanted() {
        double rate = misses() ? curve.rate(at.bounds().most()) - CLOSE_TO_CEILING : aim() - bias;
        double furthest = Math.min(at.bounds().most(), curve.horizon());
        return Math.max(
                at.bounds().least(), Math.min(furthest, curve.ttlFor(rate).orElse(furthest)));
    }

    Verdict decide(OptionalInt room) {
        double wanted = wanted();
        if (room.isPresent() && room.getAsInt() < wanted) {
            return new CurveLaw(at.planned(), curve).towards(room.getAsInt(), Reason.MEMORY_PLAN, false);
        }
        if (misses()) {
            boolean sure = unreachable() >= ModeState.UNREACHABLE_AFTER;
            boolean close = Math.abs(predicted(at.ttl()) - predicted(wanted)) <= NEAR_CEILING;
            return sure || wanted > at.ttl()
                    ? towards(wanted, Reason.UNREACHABLE, close)
                    : Verdict.Hold.of(Reason.UNREACHABLE, figures(at.ttl()) + ", not yet sure");
        }
        return towards(wanted, wanted > at.ttl() ? Reason.BELOW_TARGET : Reason.ABOVE_TARGET, isClose());
    }

    /** Nothing that the curve is sure of speaks against the TTL in force. */
    private boolean isClose() {
        double off = predicted(at.ttl()) - aim();
        return off < 0 ? -off <= Math.min(CLOSE_RATE, RAISED_BEYOND * error()) : off <= LOWERED_BEYOND * error();
    }

    private Verdict towards(double wanted, Reason reason, boolean close) {
        if (close || Math.abs(wanted / at.ttl() - 1) <= CLOSE_TTL) {
            boolean met = reason == Reason.BELOW_TARGET || reason == Reason.ABOVE_TARGET;
            return Verdict.Hold.of(met ? Reason.ON_TARGET : reason, figures(at.ttl()));
        }
        OptionalDouble predicted = OptionalDouble.of(predicted(wanted));
        return wanted > at.ttl()
                ? at.raise(wanted, reason, figures(wanted), predicted)
                : at.lower(wanted, reason, figures(wanted), predicted);
    }

    private String figures(double ttl) {
        return Case.text("predicted %.1f %% at %.0f s", 100 * predicted(ttl), ttl);
    }
}
