package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The smallest TTL whose predicted hit rate meets the target at the pace at which lookups come now, in one jump, whenever a
 * {@link Review} is due; in between the TTL is left alone unless the pace takes it off the target, or the curve is sure that it is far
 * off. Where even the longest TTL misses the target, the smallest that comes close to it.
 */
final class CurveLaw {
    /** Once lost, the target counts as reachable again only so much above it. */
    private static final double MARGIN = 0.007;

    /** Aimed at more than the target, as the band is wider above it, by so much. */
    private static final double ABOVE = 0.002;
    /** And less of it where a raise is in doubt: of each point that the curve errs by beyond the first figure, the second. */
    private static final double SURE = 0.007;

    private static final double LEAN = 0.35;

    /** Between reviews: what the present pace may cost or bring. */
    private static final double OFF_NOW = 0.01;
    /** A pace that changes the hit rate by less is the usual one. */
    private static final double USUAL_PACE = 0.01;

    /** Between reviews: far off, and so many standard errors more. */
    private static final double FAR = 0.012;

    private static final double BEYOND = 2.5;
    /** While the curve errs by more, only what is further off. */
    private static final double UNSURE = 0.016;

    private static final double FURTHER = 0.05;
    private static final double BEYOND_UNSURE = 3;

    /** What is said to be on target. */
    private static final double CLOSE = 0.01;

    private static final double CLOSE_TTL = 0.03;
    private static final double CLOSE_TO_CEILING = 0.02;
    private static final double NEAR_CEILING = 0.015;

    private final Case at;
    private final HitCurve curve;
    private final HitCurve now;
    private final double bias;
    private final Review review;

    CurveLaw(Case at, HitCurve curve) {
        this.at = at;
        this.curve = curve;
        this.now = curve.now();
        this.bias = at.state().bias();
        this.review = Review.of(curve.feed().blocks(), at.state().judged(), error());
    }

    /** The hit rate at the longest TTL allowed; known only once that was observed. */
    OptionalDouble ceiling() {
        Bounds bounds = at.bounds();
        boolean seen = !curve.isEmpty() && curve.observed() >= bounds.most() * 0.99;
        return seen ? OptionalDouble.of(usual(bounds.most())) : OptionalDouble.empty();
    }

    /** Hit rate at the present pace. */
    double predicted(double ttl) {
        return ratio(now.rate(ttl) + bias);
    }

    /** Hit rate at the usual pace. */
    private double usual(double ttl) {
        return ratio(curve.rate(ttl) + bias);
    }

    private static double ratio(double rate) {
        return Math.max(0, Math.min(1, rate));
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

    /** The TTL in seconds that this law is after, apart from memory. */
    double wanted() {
        double furthest = Math.min(at.bounds().most(), curve.horizon());
        OptionalDouble ttl =
                misses() ? curve.ttlFor(curve.rate(at.bounds().most()) - CLOSE_TO_CEILING) : now.ttlFor(aim());
        return Math.max(at.bounds().least(), Math.min(furthest, ttl.orElse(furthest)));
    }

    /** Hit rate of the curve that is aimed at: in doubt, a raise is smaller. */
    private double aim() {
        boolean raise = predicted(at.ttl()) < at.target();
        double doubt = raise ? LEAN * Math.max(0, error() - SURE) : 0;
        return at.target() - bias + ABOVE - doubt;
    }

    Verdict decide(OptionalInt room) {
        double wanted = wanted();
        if (room.isPresent() && room.getAsInt() < wanted) {
            return new CurveLaw(at.planned(), curve).towards(room.getAsInt(), Reason.MEMORY_PLAN, false);
        }
        if (misses()) {
            return unreached(wanted);
        }
        return review.isDue() || isOff()
                ? towards(wanted, wanted > at.ttl() ? Reason.BELOW_TARGET : Reason.ABOVE_TARGET, false)
                : Verdict.Hold.of(waiting(), figures(at.ttl()));
    }

    private Verdict unreached(double wanted) {
        boolean sure = unreachable() >= ModeState.UNREACHABLE_AFTER;
        boolean close = Math.abs(usual(at.ttl()) - usual(wanted)) <= NEAR_CEILING;
        return sure || (wanted > at.ttl() && review.isDue())
                ? towards(wanted, Reason.UNREACHABLE, close)
                : Verdict.Hold.of(Reason.UNREACHABLE, figures(at.ttl()) + ", not yet sure");
    }

    /** Blocks by which the TTL is judged, if the verdict stands. */
    double judged() {
        return review.done();
    }

    private Reason waiting() {
        if (review.isFirst()) {
            return Reason.CURVE_INCOMPLETE;
        }
        return Math.abs(predicted(at.ttl()) - at.target()) <= CLOSE ? Reason.ON_TARGET : Reason.UNCERTAIN;
    }

    /** What does not wait for the next review. */
    private boolean isOff() {
        double off = Math.abs(predicted(at.ttl()) - at.target());
        return !review.isFirst() && (isFar(off) || isOffByPace(off));
    }

    private boolean isFar(double off) {
        double error = error();
        return error > UNSURE ? off > Math.max(FURTHER, BEYOND_UNSURE * error) : off > FAR + BEYOND * error;
    }

    private boolean isOffByPace(double off) {
        return Math.abs(predicted(at.ttl()) - usual(at.ttl())) > USUAL_PACE && off > OFF_NOW;
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
