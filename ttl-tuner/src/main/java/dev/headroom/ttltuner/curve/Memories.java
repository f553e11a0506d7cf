package dev.headroom.ttltuner.curve;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;
import java.util.stream.Stream;

/**
 * What was counted since the trace last changed, with a long half-life. Rates are those of the pace at which lookups usually
 * came; how they are at another one follows from them: an entry lives for as many lookups as come in its TTL.
 */
final class Memories {
    /** The memory's half-life, in those that the pace is counted by. */
    private static final int LONG = 16;

    /** How many numbers they are made of. */
    static final int COUNTS = Memory.COUNTS + 2 * Change.COUNTS + Pace.COUNTS + Spread.COUNTS;

    private final double[] ttls;
    private final long blockMillis;
    private final Memory memory;
    private final List<Change> changes;
    private final Pace pace;
    private final Spread spread;

    /** @param ttls of the grid, in seconds */
    Memories(double[] ttls, long halfLifeMillis, long blockMillis) {
        this.ttls = ttls;
        this.blockMillis = blockMillis;
        double halfLife = (double) halfLifeMillis * LONG;
        memory = new Memory(halfLife);
        changes = List.of(new Change(1, halfLife), new Change(-1, halfLife));
        pace = new Pace(halfLifeMillis);
        spread = new Spread(Math.pow(0.5, blockMillis / halfLife));
    }

    List<Double> counts() {
        return Stream.of(
                        memory.counts(),
                        changes.stream().flatMapToDouble(Change::counts),
                        pace.counts(),
                        spread.counts())
                .flatMapToDouble(each -> each)
                .boxed()
                .toList();
    }

    void goOn(List<Double> written) {
        PrimitiveIterator.OfDouble counts =
                written.stream().mapToDouble(Double::doubleValue).iterator();
        memory.goOn(counts);
        changes.forEach(change -> change.goOn(counts));
        pace.goOn(counts);
        spread.goOn(counts);
    }

    /** Nothing was seen for so many milliseconds. */
    void fade(long length) {
        memory.fade(length);
        changes.forEach(change -> change.fade(length));
        pace.fade(length);
    }

    /** A block has ended. */
    void add(Block block, long length) {
        pace.add(block.all, length);
        HitCurve foretold = curve(memory, 0, 1).now();
        OptionalDouble off = block.off(memory, ttls, foretold);
        memory.add(block, length, pace.now());
        off.ifPresent(errors -> judge(errors, block, length));
    }

    private void judge(double errors, Block block, long length) {
        double off = errors / spread.factor();
        spread.add(errors);
        for (Change change : changes) {
            if (change.add(off, block, length, pace.now())) {
                memory.set(change.since());
                changes.forEach(Change::clear);
                return;
            }
        }
    }

    /** How many times as fast as usual lookups come, apart from what chance alone would do; 1 where too few come to say. */
    private double relativePace(Memory usual) {
        if (pace.now() < Block.ENOUGH_LOOKUPS) {
            return 1;
        }
        double off = Math.log(pace.now() / usual.pace());
        return Math.exp(Math.signum(off) * Math.max(0, Math.abs(off) - pace.error()));
    }

    /** The curve, with a block that has not ended yet. */
    HitCurve curve(Block block, long length, long oneIn) {
        Memory usual = length == 0 ? memory : memory.with(block, length, pace.now());
        return curve(usual, pace.perSecond(block.all, length), oneIn);
    }

    private HitCurve curve(Memory usual, double perSecond, long oneIn) {
        double[] rates = new double[ShadowGrid.POINTS];
        double[] errors = new double[ShadowGrid.POINTS];
        double[] admitted = new double[ShadowGrid.POINTS];
        double[] weights = new double[ShadowGrid.POINTS];
        double wider = spread.factor();
        for (int i = 0; i < ShadowGrid.POINTS; i++) {
            rates[i] = usual.rate(i);
            errors[i] = usual.error(i) * wider;
            admitted[i] = usual.admitted(i);
            weights[i] = usual.lookups(i);
        }
        HitCurve.Feed feed = new HitCurve.Feed(
                perSecond, oneIn, Duration.ofMillis(blockMillis), Duration.ofMillis(Math.round(usual.age())));
        return HitCurve.of(ttls, rates, errors, weights, feed)
                .admitting(admitted)
                .atPace(relativePace(usual));
    }
}
