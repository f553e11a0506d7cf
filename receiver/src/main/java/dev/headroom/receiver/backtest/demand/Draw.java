package dev.headroom.receiver.backtest.demand;

import dev.headroom.receiver.backtest.BacktestException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/** Times of work, drawn as those that ended tell them. */
final class Draw {

    private final Counted counted;
    private final MeanWork mean;
    private final SplittableRandom random;
    private final Recent first;
    private final Recent recent;

    Draw(Counted counted, MeanWork mean, SplittableRandom random) {
        this.counted = counted;
        this.mean = mean;
        this.random = random;
        this.first = new Recent(counted.durations());
        this.recent = new Recent(counted.durations());
        for (int point = 1; point < counted.points() && !first.isEnough(); point++) {
            if (mean.isTold(point)) {
                first.add(point);
            }
        }
    }

    /** Of so many that ended at a moment; moments must come in order. */
    double[] works(int number, int point) {
        if (mean.isTold(point)) {
            recent.add(point);
        }
        if (number <= 0) {
            return new double[0];
        }
        if (mean.isTold(point)) {
            Recent now = new Recent(counted.durations());
            now.add(point);
            Spread spread = counted.durations().haveBuckets() ? now.like(recent) : new Spread.Exponential();
            double[] durations = summingTo(now.mean() * number, works(number, spread));
            double wait = mean.waited(point);
            if (wait == 0) {
                return durations;
            }
            double[] works = DoubleStream.of(durations)
                    .map(duration -> Math.max(0, duration - wait))
                    .toArray();
            double sum = DoubleStream.of(works).sum();
            return sum > 0 ? times(works, mean.told(point) * number / sum) : works;
        }
        Recent usual = recent.isEnough() ? recent : first;
        Spread spread = spread(usual);
        return times(works(number, spread), expected(usual, point) / spread.mean());
    }

    private Spread spread(Recent known) {
        return known.isEmpty() || !counted.durations().haveBuckets() ? new Spread.Exponential() : known.spread();
    }

    private double expected(Recent usual, int point) {
        boolean waits = mean.hasWait() && counted.durations().number(point) > 0;
        double byBusy = mean.knowsBusy() && (waits || usual.isEmpty()) ? mean.byBusy(point) : Double.NaN;
        double seconds = Double.isNaN(byBusy) ? usual.mean() : byBusy;
        if (Double.isNaN(seconds)) {
            throw new BacktestException(
                    "--closed-loop: nothing tells how long the work takes: requests wait all the time,"
                            + " and how many are worked on is not known; ask for a longer time with --since");
        }
        return seconds;
    }

    /** One of each share of all, in any order, so that few of them are as all are. */
    private double[] works(int number, Spread spread) {
        double[] works = new double[number];
        for (int i = 0; i < number; i++) {
            int other = random.nextInt(i + 1);
            works[i] = works[other];
            works[other] = spread.at((i + random.nextDouble()) / number);
        }
        return works;
    }

    /** Those beyond the last bound take what the others leave; what is still amiss all take, as far as their buckets have room. */
    private double[] summingTo(double seconds, double[] works) {
        double[] bounds = counted.durations().bounds();
        if (bounds.length < 2) {
            double sum = DoubleStream.of(works).sum();
            return sum > 0 ? times(works, seconds / sum) : works;
        }
        double last = bounds[bounds.length - 2];
        double others = DoubleStream.of(works).filter(work -> work <= last).sum();
        long beyond = DoubleStream.of(works).filter(work -> work > last).count();
        double each = Math.max(Math.nextUp(last), (seconds - others) / Math.max(1, beyond));
        double[] filled =
                DoubleStream.of(works).map(work -> work > last ? each : work).toArray();
        double lacks = seconds - DoubleStream.of(filled).sum();
        double room =
                DoubleStream.of(filled).map(work -> room(work, lacks, last)).sum();
        double share = room > 0 ? Math.min(1, Math.abs(lacks) / room) : 0;
        return DoubleStream.of(filled)
                .map(work -> work + Math.signum(lacks) * share * room(work, lacks, last))
                .toArray();
    }

    /** How much longer, or shorter, a time may be in its bucket. */
    private double room(double work, double lacks, double last) {
        if (work > last) {
            return 0;
        }
        double[] bounds = counted.durations().bounds();
        int at = Arrays.binarySearch(bounds, work);
        int bucket = at < 0 ? -at - 1 : at;
        return lacks > 0 ? bounds[bucket] - work : work - (bucket == 0 ? 0 : bounds[bucket - 1]);
    }

    private static double[] times(double[] works, double factor) {
        return DoubleStream.of(works).map(work -> work * factor).toArray();
    }
}
