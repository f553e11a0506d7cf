package dev.headroom.ttltuner.replay;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.curve.KeyHash;
import dev.headroom.ttltuner.curve.ShadowGrid;
import dev.headroom.ttltuner.tuning.Decision;
import dev.headroom.ttltuner.tuning.Evidence;
import dev.headroom.ttltuner.tuning.Evidence.Pressure;
import dev.headroom.ttltuner.tuning.Fill;
import dev.headroom.ttltuner.tuning.MemoryPlan;
import dev.headroom.ttltuner.tuning.MemoryPlan.Demand;
import dev.headroom.ttltuner.tuning.ModePolicy;
import dev.headroom.ttltuner.tuning.ModePolicy.Goal;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import dev.headroom.ttltuner.tuning.ModePolicy.Target;
import dev.headroom.ttltuner.tuning.ModePolicy.Worth;
import dev.headroom.ttltuner.tuning.ModeState;
import dev.headroom.ttltuner.tuning.Reading.Window;
import dev.headroom.ttltuner.tuning.TtlTuner;
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The tuner itself, as it runs beside an app, on the virtual clock of a replay. */
public final class TunerLaw implements Law {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final String name;
    private final ModePolicy policy;
    private final OptionalDouble entryBytes;
    private final ShadowGrid grid;
    private ModeState state = ModeState.NEW;
    private Fill fill = Fill.START;
    private boolean began;

    public TunerLaw(String name, Setup setup, Strategy strategy) {
        this(name, setup, policy(setup, new Target(setup.target()), strategy), OptionalDouble.empty());
    }

    /** Goes by what a hit is worth, in a cache of entries of so many bytes. */
    TunerLaw(String name, Setup setup, Worth worth, double entryBytes) {
        this(name, setup, policy(setup, worth, Strategy.CURVE), OptionalDouble.of(entryBytes));
    }

    private TunerLaw(String name, Setup setup, ModePolicy policy, OptionalDouble entryBytes) {
        this.name = name;
        this.policy = policy;
        this.entryBytes = entryBytes;
        this.grid = ShadowGrid.forBounds(
                setup.bounds().least(), setup.bounds().most(), ShadowGrid.HALF_LIFE, setup.admitWithin());
    }

    private static ModePolicy policy(Setup setup, Goal goal, Strategy strategy) {
        return new ModePolicy("replay", goal, setup.bounds(), setup.start(), strategy);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void seen(String key, long at) {
        if (policy.strategy() != Strategy.STEP) {
            grid.access(KeyHash.of(key), at);
        }
    }

    @Override
    public int decide(Ledger ledger, int ttl, long now) {
        if (!began) {
            state = state.changed(Instant.EPOCH, ttl, ttl);
            began = true;
        }
        Optional<HitCurve> curve = policy.strategy() == Strategy.STEP ? Optional.empty() : Optional.of(grid.curve(now));
        Instant at = Instant.ofEpochMilli(now);
        Evidence evidence = new Evidence(
                Evidence.Key.of(ttl), window(ledger, now), pressure(ledger, curve, ttl, now), curve, entryBytes);
        Decision decision = TtlTuner.tune(policy, evidence, state, at);
        state = decision.next();
        if (decision.verdict() instanceof Adjust adjust) {
            state = state.changed(at, adjust.from(), adjust.to());
            return adjust.to();
        }
        return ttl;
    }

    /** Of the window: after the last change has settled, and not too long ago. */
    private long begin(long now) {
        long settled = Math.max(0, state.settledAt().toEpochMilli());
        return Math.min(now, Math.max(now - WINDOW.toMillis(), settled));
    }

    private Window window(Ledger ledger, long now) {
        long from = begin(now);
        long hits = ledger.hits(from, now);
        return new Window(
                Instant.ofEpochMilli(from),
                Duration.ofMillis(now - from),
                hits,
                ledger.lookups(from, now) - hits,
                OptionalDouble.of((double) ledger.expired(from, now)));
    }

    /** Every entry is of size 1. */
    private Pressure pressure(Ledger ledger, Optional<HitCurve> curve, int ttl, long now) {
        if (!ledger.setup().isLimited()) {
            return Pressure.NONE;
        }
        int capacity = ledger.setup().capacity();
        double used = (double) ledger.cache().size() / capacity;
        OptionalInt room = room(curve, ttl, capacity);
        if (room.orElse(policy.bounds().most()) < policy.bounds().most()) {
            double evicted = evicted(ledger, Math.max(0, now - WINDOW.toMillis()), now);
            fill = curve.map(known -> fill.after(evicted, known.misses(ttl))).orElse(fill);
        }
        return new Pressure(used, evicted(ledger, begin(now), now), room);
    }

    private static double evicted(Ledger ledger, long from, long to) {
        return from == to ? 0 : 1000.0 * ledger.evicted(from, to) / (to - from);
    }

    private OptionalInt room(Optional<HitCurve> curve, int ttl, int capacity) {
        Optional<Demand> asked = curve.flatMap(known -> TtlTuner.forecast(policy, known, entryBytes, state, ttl)
                .map(forecast ->
                        new Demand("replay", forecast.wanted(), policy.bounds().least(), known, 1)));
        if (asked.isEmpty()) {
            return OptionalInt.empty();
        }
        double planned = MemoryPlan.ceilings(List.of(asked.get()), capacity * fill.share())
                .getOrDefault("replay", asked.get().wanted());
        return OptionalInt.of(asked.get().room(planned, policy.bounds().most()));
    }
}
