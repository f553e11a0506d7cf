package dev.headroom.receiver.backtest.demand;

import java.util.Arrays;
import java.util.SplittableRandom;

/** When requests came: what has ended, and what waits or is worked on, has come. */
final class Arrived {

    private final double step;
    private final long[] until;

    private Arrived(double step, long[] until) {
        this.step = step;
        this.until = until;
    }

    /** As counted; as what has come cannot have gone, a count that falls is taken for noise. */
    static Arrived of(Counted counted) {
        long[] until = new long[counted.points()];
        double ended = 0;
        double waiting = 0;
        double running = 0;
        double most = 0;
        for (int point = 0; point < until.length; point++) {
            ended += point == 0 ? 0 : Counted.known(counted.ended()[point]);
            waiting = last(counted.waiting()[point], waiting);
            running = last(counted.running()[point], running);
            most = Math.max(most, ended + waiting + running);
            until[point] = Math.round(most);
        }
        return new Arrived(counted.step(), until);
    }

    private static double last(double told, double before) {
        return Double.isNaN(told) ? before : told;
    }

    int number() {
        return Math.toIntExact(until[until.length - 1]);
    }

    /** Seconds since the first moment, rising: by chance within each step; those that are there at the beginning come then. */
    double[] times(SplittableRandom random) {
        double[] times = new double[number()];
        for (int point = 1; point < until.length; point++) {
            int first = (int) until[point - 1];
            int behind = (int) until[point];
            for (int i = first; i < behind; i++) {
                times[i] = (point - 1 + random.nextDouble()) * step;
            }
            Arrays.sort(times, first, behind);
        }
        return times;
    }
}
