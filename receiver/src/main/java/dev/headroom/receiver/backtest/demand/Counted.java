package dev.headroom.receiver.backtest.demand;

import java.time.Instant;
import java.util.Arrays;

/** What was counted of a service at moments at equal distances. Each list has a number for each moment, NaN where nothing is told. */
public final class Counted {

    private final Instant begins;
    private final double step;
    private final double[] ended;
    private final double[] waiting;
    private final double[] running;
    private final double[] busy;
    private final Durations durations;

    /**
     * Counts that are kept as they are given.
     *
     * @param begins the first moment
     * @param step seconds between two
     * @param ended requests that ended since the moment before
     * @param waiting requests that waited at the moment
     * @param running requests that were worked on at the moment
     * @param busy slots that were busy at the moment: {@code running}, or an estimate where nobody tells it
     * @param durations how long those took that ended since the moment before
     */
    public Counted(
            Instant begins,
            double step,
            double[] ended,
            double[] waiting,
            double[] running,
            double[] busy,
            Durations durations) {
        this.begins = begins;
        this.step = step;
        this.ended = ended;
        this.waiting = waiting;
        this.running = running;
        this.busy = busy;
        this.durations = durations;
    }

    Instant begins() {
        return begins;
    }

    /** Seconds between two moments. */
    public double step() {
        return step;
    }

    double[] ended() {
        return ended;
    }

    /** Requests that waited at each moment. */
    public double[] waiting() {
        return waiting;
    }

    double[] running() {
        return running;
    }

    double[] busy() {
        return busy;
    }

    Durations durations() {
        return durations;
    }

    /** Whether anything is told. */
    public static boolean isTold(double[] numbers) {
        return Arrays.stream(numbers).anyMatch(number -> !Double.isNaN(number));
    }

    int points() {
        return ended.length;
    }

    /** Moments before the last one at which ends are told and of which nothing is told. */
    int silent() {
        return (int) Arrays.stream(ended).skip(1).filter(Double::isNaN).count();
    }

    static double known(double number) {
        return Double.isNaN(number) ? 0 : number;
    }
}
