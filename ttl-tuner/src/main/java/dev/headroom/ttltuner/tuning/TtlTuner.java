package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.Evidence.Pressure;
import dev.headroom.ttltuner.tuning.ModePolicy.Fixed;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import dev.headroom.ttltuner.tuning.ModePolicy.Target;
import dev.headroom.ttltuner.tuning.ModePolicy.Worth;
import dev.headroom.ttltuner.tuning.ModeState.Change;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reading.Window;
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import dev.headroom.ttltuner.tuning.Verdict.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides one mode's TTL (specification 3.4). Whatever the law says: bounds are kept, a TTL is left alone for as long as it
 * needs to act, a pin holds it, missing evidence holds it, and memory pressure only ever shortens it.
 */
public final class TtlTuner {
    private static final double UNDER_PRESSURE = 0.75;
    private static final Duration NO_RAISE_AFTER_PRESSURE = Duration.ofMinutes(30);

    private TtlTuner() {}

    public static Decision tune(ModePolicy policy, Evidence evidence, ModeState before, Instant now) {
        if (evidence.key().seconds().isEmpty()) {
            return new Decision(new Adjust(0, policy.initial(), Reason.INITIAL, "", OptionalDouble.empty()), before);
        }
        int ttl = evidence.key().seconds().getAsInt();
        ModeState state = noticed(before, ttl, now);
        return tune(policy, evidence, ttl, state, now);
    }

    /** A change by somebody else has to settle like one of ours. */
    private static ModeState noticed(ModeState state, int ttl, Instant now) {
        int known = state.lastChange().map(Change::to).orElse(ttl);
        boolean unknown = state.lastChange().isEmpty();
        return unknown || known != ttl ? state.changed(now, known, ttl).withJudged(0) : state;
    }

    private static Decision tune(ModePolicy policy, Evidence evidence, int ttl, ModeState state, Instant now) {
        Optional<Instant> pin = evidence.key().pinnedUntil();
        if (pin.isPresent()) {
            return new Decision(new Hold(Reason.PINNED, "", pin.get()), state);
        }
        int clipped = policy.bounds().clip(ttl);
        if (policy.goal() instanceof Fixed fixed) {
            return new Decision(fixed(fixed, ttl), state);
        }
        if (clipped != ttl) {
            String bounds = policy.bounds().least() + " to " + policy.bounds().most() + " s";
            return new Decision(new Adjust(ttl, clipped, Reason.OUT_OF_BOUNDS, bounds, OptionalDouble.empty()), state);
        }
        return aimed(policy, evidence, at(policy, ttl, state, now));
    }

    private static Case at(ModePolicy policy, int ttl, ModeState state, Instant now) {
        double target = policy.goal() instanceof Target wanted ? wanted.hitRate() : 1;
        return Case.of(ttl, target, policy.bounds(), state, now);
    }

    private static Verdict fixed(Fixed fixed, int ttl) {
        return ttl == fixed.seconds()
                ? Hold.of(Reason.FIXED, "")
                : new Adjust(ttl, fixed.seconds(), Reason.FIXED, "", OptionalDouble.empty());
    }

    private static Decision aimed(ModePolicy policy, Evidence evidence, Case at) {
        if (evidence.reading() instanceof Missing missing) {
            return new Decision(Hold.of(missing.reason(), missing.detail()), at.state());
        }
        Window window = (Window) evidence.reading();
        if (at.now().isBefore(at.state().settledAt())) {
            return new Decision(settling(at), at.state());
        }
        Pressure pressure = believed(evidence, window, at)
                ? evidence.pressure()
                : evidence.pressure().unplanned();
        return pressure.isHigh(window.missesPerSecond())
                ? pressed(pressure, at)
                : byLaw(policy, evidence, window, at.growing(!pressure.isFelt()));
    }

    private static boolean believed(Evidence evidence, Window window, Case at) {
        return evidence.curve()
                .filter(curve -> Trust.holds(curve, window, at.state(), at.ttl()))
                .isPresent();
    }

    private static Verdict settling(Case at) {
        boolean others = at.state()
                .lastChange()
                .filter(change -> change.at().equals(at.now()) && change.from() != change.to())
                .isPresent();
        return new Hold(
                others ? Reason.CHANGED_BY_OTHERS : Reason.SETTLING,
                "",
                at.state().settledAt());
    }

    private static Decision pressed(Pressure pressure, Case at) {
        String detail = pressure.evictedPerSecond() > 0
                ? Case.text("%.2f evictions a second", pressure.evictedPerSecond())
                : Case.text("%.0f %% of memory used", 100 * pressure.usedShare());
        Verdict lower = at.lower(at.ttl() * UNDER_PRESSURE, Reason.MEMORY_PRESSURE, detail, OptionalDouble.empty());
        return new Decision(lower, at.state().noRaiseBefore(at.now().plus(NO_RAISE_AFTER_PRESSURE)));
    }

    private static Decision byLaw(ModePolicy policy, Evidence evidence, Window window, Case at) {
        Strategy strategy = policy.strategy();
        HitCurve curve = evidence.curve().filter(known -> !known.isEmpty()).orElse(null);
        if (strategy == Strategy.STEP || (strategy == Strategy.AUTO && curve == null)) {
            return new Decision(StepLaw.decide(at, window), at.state());
        }
        if (curve == null) {
            return new Decision(Hold.of(Reason.CURVE_INCOMPLETE, ""), at.state());
        }
        if (!Trust.holds(curve, window, at.state(), at.ttl())) {
            return new Decision(distrusted(strategy, window, at), at.state());
        }
        ModeState learned = at.state().withBias(Trust.learned(curve, window, at.state(), at.ttl()));
        return policy.goal() instanceof Worth worth
                ? byCost(worth, evidence, curve, at.knowing(learned))
                : byRate(evidence.pressure(), curve, at.knowing(learned));
    }

    private static Verdict distrusted(Strategy strategy, Window window, Case at) {
        return strategy == Strategy.AUTO
                ? StepLaw.decide(at, window)
                : Hold.of(Reason.CURVE_DISAGREES, StepLaw.rate(window));
    }

    private static Decision byRate(Pressure pressure, HitCurve curve, Case at) {
        CurveLaw law = new CurveLaw(at, curve);
        Verdict verdict = law.decide(pressure.room());
        ModeState next = at.state().withUnreachable(law.unreachable());
        return new Decision(verdict, verdict.reason() == Reason.MEMORY_PRESSURE ? next : next.withJudged(law.judged()));
    }

    private static Decision byCost(Worth worth, Evidence evidence, HitCurve curve, Case at) {
        if (evidence.entryBytes().isEmpty()) {
            return new Decision(Hold.of(Reason.SIZE_UNKNOWN, ""), at.state());
        }
        CostLaw law = new CostLaw(at, curve, worth, evidence.entryBytes().getAsDouble());
        return new Decision(law.decide(evidence.pressure().room()), at.state());
    }

    /** What a mode's curve asks for and promises, for plans and for people. */
    public static Optional<Forecast> forecast(
            ModePolicy policy, HitCurve curve, OptionalDouble entryBytes, ModeState state, int ttl) {
        if (curve.isEmpty() || policy.goal() instanceof Fixed) {
            return Optional.empty();
        }
        Case at = at(policy, ttl, state, Instant.MIN);
        CurveLaw law = new CurveLaw(at, curve);
        double wanted = policy.goal() instanceof Worth worth
                ? entryBytes.isPresent() ? new CostLaw(at, curve, worth, entryBytes.getAsDouble()).wanted() : ttl
                : law.wanted();
        return Optional.of(new Forecast(wanted, law.predicted(ttl), law.ceiling()));
    }

    /**
     * What a curve promises.
     *
     * @param wanted TTL in seconds that it asks for
     * @param predicted hit rate at the TTL in force
     * @param ceiling hit rate at the longest TTL allowed; empty until that was observed
     */
    public record Forecast(double wanted, double predicted, OptionalDouble ceiling) {}
}
