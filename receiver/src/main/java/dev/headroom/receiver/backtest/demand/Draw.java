package dev.headroom.receiver.backtest.demand;

import dev.headroom.receiver.backtest.BacktestException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/** Times of work, drawn as those that ended tell them. */
final class Draw {

    /** A power with which nearly all times of a bucket are as short as they can be; its inverse makes them long. */
    private static final double STEEPEST = 20;

    /** Halvings of what may be amiss. */
    private static final int TRIES = 12;

    private final Counted counted;
    private final MeanWork mean;
    private final SplittableRandom random;
    private final Recent first;
    private final Recent recent;
    private final List<Power> within;

    Draw(Counted counted, MeanWork mean, SplittableRandom random) {
        this.counted = counted;
        this.mean = mean;
        this.random = random;
        this.first = new Recent(counted.durations());
        this.recent = new Recent(counted.durations());
        this.within = BucketMeans.of(counted.durations(), mean::isPure).powers();
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
            double[] durations = summingTo(now.mean() * number, shares(number), spread(now));
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
        return times(at(shares(number), spread), expected(usual, point) / spread.mean());
    }

    private Spread spread(Recent known) {
        return known.inBuckets() ? known.spread(within) : new Spread.Exponential();
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
    private double[] shares(int number) {
        double[] shares = new double[number];
        for (int i = 0; i < number; i++) {
            int other = random.nextInt(i + 1);
            shares[i] = shares[other];
            shares[other] = (i + random.nextDouble()) / number;
        }
        return shares;
    }

    private static double[] at(double[] shares, Spread spread) {
        return DoubleStream.of(shares).map(spread::at).toArray();
    }

    /** Those beyond the last bound take what the others leave; what is still amiss all take, as far as their buckets have room. */
    private double[] summingTo(double seconds, double[] shares, Spread spread) {
        double[] works = at(shares, spread);
        if (!(spread instanceof Spread.Buckets buckets)) {
            return times(works, seconds / DoubleStream.of(works).sum());
        }
        double[] bounds = counted.durations().bounds();
        double last = bounds[bounds.length - 2];
        double stretch = stretch(seconds, works, last);
        double shorter = STEEPEST;
        double longer = 1 / STEEPEST;
        for (int i = 0; i < TRIES; i++) {
            double power = Math.sqrt(shorter * longer);
            works = DoubleStream.of(shares)
                    .map(share -> buckets.at(share, power))
                    .map(work -> work > last ? Math.nextUp(last) + stretch * (work - last) : work)
                    .toArray();
            boolean enough = DoubleStream.of(works).sum() >= seconds;
            longer = enough ? power : longer;
            shorter = enough ? shorter : power;
        }
        return works;
    }

    /** How many times as far beyond the last bound they must be so that all take so long. */
    private static double stretch(double seconds, double[] works, double last) {
        double least = DoubleStream.of(works).map(work -> Math.min(work, last)).sum();
        double beyond =
                DoubleStream.of(works).map(work -> Math.max(0, work - last)).sum();
        return Math.max(0, (seconds - least) / Math.max(Double.MIN_NORMAL, beyond));
    }

    private static double[] times(double[] works, double factor) {
        return DoubleStream.of(works).map(work -> work * factor).toArray();
    }
}
