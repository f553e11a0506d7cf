package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The smallest TTL whose predicted hit rate meets the target at the pace at which lookups come now, in one jump; left alone as
 * long as neither the curve is sure that the TTL in force is wrong at the usual pace, nor the present pace takes it far from
 * the target. Where even the longest TTL misses the target, the smallest that comes close to it.
 */
final class CurveLaw {
    /** Once lost, the target counts as reachable again only so much above it. */
    private static final double MARGIN = 0.007;

    /** Standard errors that a prediction must be off by: a lack of hits is cured sooner than a surplus. */
    private static final double RAISED_BEYOND = 1;

    private static final double LOWERED_BEYOND = 2.5;

    /** What the present pace may cost and bring, and half a standard error more. */
    private static final double SHORT_NOW = 0.005;

    private static final double OVER_NOW = 0.02;
    private static final double DOUBT_NOW = 0.5;

    /** A curve that errs by more settles nothing: only what is far off is moved. */
    private static final double UNSURE = 0.016;

    private static final double FAR = 0.05;
    /** One that errs by more is a guess, which is waited with for as long as its first quarter of an hour. */
    private static final double GUESS = 0.04;

    private static final double GUESSES_UNTIL = 900;

    private static final double CLOSE_TTL = 0.08;
    private static final double CLOSE_TO_CEILING = 0.02;
    private static final double NEAR_CEILING = 0.015;

    private final Case at;
    private final HitCurve curve;
    private final HitCurve now;
    private final double bias;

    CurveLaw(Case at, HitCurve curve) {
        this.at = at;
        this.curve = curve;
        this.now = curve.now();
        this.bias = at.state().bias();
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
        OptionalDouble ttl = misses()
                ? curve.ttlFor(curve.rate(at.bounds().most()) - CLOSE_TO_CEILING)
                : now.ttlFor(at.target() - bias);
        return Math.max(at.bounds().least(), Math.min(furthest, ttl.orElse(furthest)));
    }

    Verdict decide(OptionalInt room) {
        double wanted = wanted();
        if (room.isPresent() && room.getAsInt() < wanted) {
            return new CurveLaw(at.planned(), curve).towards(room.getAsInt(), Reason.MEMORY_PLAN, false);
        }
        if (misses()) {
            boolean sure = unreachable() >= ModeState.UNREACHABLE_AFTER;
            boolean close = Math.abs(usual(at.ttl()) - usual(wanted)) <= NEAR_CEILING;
            return sure || wanted > at.ttl()
                    ? towards(wanted, Reason.UNREACHABLE, close)
                    : Verdict.Hold.of(Reason.UNREACHABLE, figures(at.ttl()) + ", not yet sure");
        }
        if (isGuess()) {
            return Verdict.Hold.of(Reason.CURVE_INCOMPLETE, figures(at.ttl()));
        }
        if (isUnsure()) {
            return Verdict.Hold.of(Reason.UNCERTAIN, figures(at.ttl()));
        }
        return towards(wanted, wanted > at.ttl() ? Reason.BELOW_TARGET : Reason.ABOVE_TARGET, isClose(wanted));
    }

    private boolean isGuess() {
        return error() > GUESS
                && curve.observed() < Math.min(GUESSES_UNTIL, at.bounds().most() * 0.99);
    }

    /** It errs by too much to settle what is not far off. */
    private boolean isUnsure() {
        double usually = Math.abs(usual(at.ttl()) - at.target());
        double atPresent = Math.abs(predicted(at.ttl()) - at.target());
        return error() > UNSURE && Math.max(usually, atPresent) < FAR;
    }

    /** Nothing that the curve is sure of speaks against the TTL in force, and the present pace little. */
    private boolean isClose(double wanted) {
        double error = error();
        double atPresent = predicted(at.ttl()) - at.target();
        boolean off = isSure(usual(at.ttl()) - at.target(), error) && isSure(usual(at.ttl()) - usual(wanted), error);
        double doubt = DOUBT_NOW * error;
        return !off && atPresent >= -SHORT_NOW - doubt && atPresent <= OVER_NOW + doubt;
    }

    private static boolean isSure(double off, double error) {
        return off < 0 ? -off > RAISED_BEYOND * error : off > LOWERED_BEYOND * error;
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
