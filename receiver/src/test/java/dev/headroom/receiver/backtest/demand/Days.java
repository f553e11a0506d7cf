package dev.headroom.receiver.backtest.demand;

import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** Made days of an LLM service, of six shapes. Load is in slots that are busy on average. */
public enum Days {
    FLAT(at -> 10, random -> usual(random, 8)),
    DAILY(at -> 11 - 9 * Math.cos(2 * Math.PI * at), random -> usual(random, 8)),
    BURSTS(at -> 6 + (Math.floorMod((int) (at * 240), 24) < 3 ? 18 : 0), random -> usual(random, 6)),
    RAMP(at -> 2 + 22 * at, random -> usual(random, 8)),
    SLOW(at -> 12 - 5 * Math.cos(2 * Math.PI * at), random -> usual(random, 40)),
    HEAVY_TAILED(
            at -> 11 - 6 * Math.cos(2 * Math.PI * at),
            random -> Math.min(300, 2.5 / Math.pow(1 - random.nextDouble(), 1 / 1.5)));

    private final DoubleUnaryOperator load;
    private final ToDoubleFunction<SplittableRandom> work;

    Days(DoubleUnaryOperator load, ToDoubleFunction<SplittableRandom> work) {
        this.load = load;
        this.work = work;
    }

    /** A lognormal time whose mean is {@code mean} seconds. */
    private static double usual(SplittableRandom random, double mean) {
        double sigma = 0.7;
        return mean * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
    }

    /**
     * Its requests.
     *
     * @param hours that the day has
     * @param times so many times the requests, each of which takes so much less
     */
    public Trace trace(Instant begins, double hours, double times, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double mean = random.split()
                .doubles(20_000)
                .map(any -> work.applyAsDouble(random.split()))
                .average()
                .orElse(1);
        double seconds = hours * 3600;
        List<Request> requests = new ArrayList<>();
        for (double at = 0; ; ) {
            at -= Math.log(1 - random.nextDouble()) * mean / times / Math.max(0.1, load.applyAsDouble(at / seconds));
            if (at >= seconds) {
                return new Trace(begins, seconds, requests);
            }
            requests.add(new Request(at, work.applyAsDouble(random) / times));
        }
    }

    /** The same requests, as many in each step of so many seconds, at other moments of it. */
    public static Trace atOtherMoments(Trace trace, int step, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Trace(
                trace.begins(),
                trace.seconds(),
                trace.requests().stream()
                        .map(request -> request.movedTo((Math.floor(request.at() / step) + random.nextDouble()) * step))
                        .toList());
    }
}
