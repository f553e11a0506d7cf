package dev.headroom.ttltuner.curve;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The hit rate that a TTL would give, from the TTLs that were observed long enough; between them linear in the logarithm of
 * the TTL, and never falling.
 */
public final class HitCurve {
    /** A TTL counts from so many lookups on. */
    static final double ENOUGH_LOOKUPS = 100;
    /** Nothing is guessed further out than this many times the longest TTL that was observed. */
    static final double FURTHEST = 4;

    private static final int TAIL = 8;

    /** Seconds, rising; empty where nothing is known yet. */
    private final double[] ttls;
    /** Ratio 0 to 1 at each TTL. */
    private final double[] rates;
    /** Standard errors of the rates. */
    private final double[] errors;
    /** Share of the misses that write an entry, at each TTL. */
    private final double[] admitted;

    private final Feed feed;
    /** How many times as fast as usual lookups come now. */
    private final double pace;
    /** Of the last minutes alone; null where this is all that is known. */
    private final @Nullable HitCurve latest;

    /**
     * The accesses that the curve was learned from.
     *
     * @param perSecond lookups a second, of all keys
     * @param oneIn one key in so many was followed
     * @param block time in which counts are compared with what was foretold
     * @param counted time that is behind the curve, since the feed last changed
     */
    public record Feed(double perSecond, long oneIn, Duration block, Duration counted) {

        /** Blocks that are behind the curve. */
        public double blocks() {
            return (double) counted.toMillis() / block.toMillis();
        }
    }

    private HitCurve(
            double[] ttls,
            double[] rates,
            double[] errors,
            double[] admitted,
            Feed feed,
            double pace,
            @Nullable HitCurve latest) {
        this.ttls = ttls;
        this.rates = rates;
        this.errors = errors;
        this.admitted = admitted;
        this.feed = feed;
        this.pace = pace;
        this.latest = latest;
    }

    /** From measured rates, their standard errors, and the lookups behind them; what too few lookups are behind is left out. */
    public static HitCurve of(double[] ttls, double[] rates, double[] errors, double[] weights, Feed feed) {
        int known = 0;
        while (known < ttls.length && weights[known] >= ENOUGH_LOOKUPS) {
            known++;
        }
        double[] smooth = Isotonic.rising(Arrays.copyOf(rates, known), weights);
        double[] all = new double[known];
        Arrays.fill(all, 1);
        return new HitCurve(Arrays.copyOf(ttls, known), smooth, Arrays.copyOf(errors, known), all, feed, 1, null);
    }

    /** The same where only so large a share of the misses writes an entry. */
    HitCurve admitting(double[] shares) {
        return new HitCurve(ttls, rates, errors, Arrays.copyOf(shares, ttls.length), feed, pace, latest);
    }

    /** The same, beside what was counted in the last minutes alone. */
    HitCurve beside(HitCurve counted) {
        return new HitCurve(ttls, rates, errors, admitted, feed, pace, counted);
    }

    /** The same, while lookups come so many times as fast as usual. */
    public HitCurve atPace(double timesAsFast) {
        double bounded = Math.max(1 / FURTHEST, Math.min(FURTHEST, timesAsFast));
        return new HitCurve(ttls, rates, errors, admitted, feed, bounded, latest);
    }

    /** As it is at the pace at which lookups come now: a TTL hits what a longer one hit when they came more slowly. */
    public HitCurve now() {
        double[] stretched = Arrays.stream(ttls).map(ttl -> ttl / pace).toArray();
        return new HitCurve(stretched, rates, errors, admitted, feed, 1, latest);
    }

    /** What the feed itself says of the last five to ten minutes: as little as there is, and nothing of what is remembered. */
    public HitCurve latest() {
        return latest == null ? this : latest;
    }

    public Feed feed() {
        return feed;
    }

    public boolean isEmpty() {
        return ttls.length == 0;
    }

    /** The longest TTL that was observed, in seconds. */
    public double observed() {
        return isEmpty() ? 0 : ttls[ttls.length - 1];
    }

    /** The longest TTL that the curve says anything about, in seconds. */
    public double horizon() {
        return observed() * FURTHEST;
    }

    /** Predicted hit rate at a TTL in seconds. */
    public double rate(double ttl) {
        if (isEmpty()) {
            return 0;
        }
        if (ttl >= observed()) {
            double beyond = Math.log(Math.min(ttl, horizon()) / observed());
            return Math.min(1, rates[rates.length - 1] + slope() * beyond);
        }
        int above = firstAbove(ttl);
        return above == 0 ? rates[0] * ttl / ttls[0] : between(above, ttl);
    }

    /** Standard error of the predicted hit rate; of what is guessed beyond the longest TTL observed, all is in doubt. */
    public double error(double ttl) {
        if (isEmpty()) {
            return 1;
        }
        double last = errors[errors.length - 1];
        return ttl < observed() ? errors[firstAbove(ttl)] : last + rate(ttl) - rates[rates.length - 1];
    }

    private int firstAbove(double ttl) {
        int above = 0;
        while (ttls[above] <= ttl) {
            above++;
        }
        return above;
    }

    private double between(int above, double ttl) {
        double share = Math.log(ttl / ttls[above - 1]) / Math.log(ttls[above] / ttls[above - 1]);
        return rates[above - 1] + share * (rates[above] - rates[above - 1]);
    }

    /** The shortest TTL in seconds that gives a hit rate; empty where none within the horizon does. */
    public OptionalDouble ttlFor(double rate) {
        for (int i = 0; i < ttls.length; i++) {
            if (rates[i] >= rate) {
                return OptionalDouble.of(i == 0 ? ttls[0] : crossing(i, rate));
            }
        }
        return beyond(rate);
    }

    private double crossing(int above, double rate) {
        double share = (rate - rates[above - 1]) / (rates[above] - rates[above - 1]);
        return ttls[above - 1] * Math.exp(share * Math.log(ttls[above] / ttls[above - 1]));
    }

    private OptionalDouble beyond(double rate) {
        double slope = slope();
        if (isEmpty() || slope <= 0) {
            return OptionalDouble.empty();
        }
        double ttl = observed() * Math.exp((rate - rates[rates.length - 1]) / slope);
        return ttl > horizon() ? OptionalDouble.empty() : OptionalDouble.of(ttl);
    }

    /** Hit rate gained for each factor e of TTL, over the longest TTLs that were observed. */
    private double slope() {
        int from = Math.max(0, ttls.length - TAIL);
        int last = ttls.length - 1;
        return last <= from ? 0 : (rates[last] - rates[from]) / Math.log(ttls[last] / ttls[from]);
    }

    /** Misses a second at a TTL in seconds. */
    public double misses(double ttl) {
        return feed.perSecond() * (1 - rate(ttl));
    }

    /** Entries alive at a TTL in seconds: a miss whose key is admitted writes one, which lives so long. */
    public double entries(double ttl) {
        double share = isEmpty() ? 1 : admitted[ttl < observed() ? firstAbove(ttl) : admitted.length - 1];
        return misses(ttl) * share * ttl;
    }
}
