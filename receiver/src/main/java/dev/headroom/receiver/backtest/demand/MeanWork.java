package dev.headroom.receiver.backtest.demand;

/**
 * How long the work itself takes on average. Durations may have the wait in them; then the work is known from those that end
 * while none waits, and from the busy slots (Little's law: slots that are busy are requests a second times their work).
 */
final class MeanWork {

    /** A share of the durations that is as good as nothing. */
    private static final double LITTLE = 0.003;

    /** Up to which share of the durations the wait, as it was sampled, can be taken from them. */
    private static final double SOME = 0.2;

    private static final double WINDOW = 150;
    private static final int ENOUGH = 50;
    private static final double LONGEST_WINDOW = 3600;

    private final Counted counted;
    private final Sum busy;
    private final Sum waited;
    private final Sum worked;
    private final Sum seconds;
    private final boolean withWait;
    private final int lag;

    MeanWork(Counted counted) {
        Durations durations = counted.durations();
        this.counted = counted;
        this.busy = Sum.ofGauge(counted.busy(), counted.step());
        this.waited = Sum.ofGauge(counted.waiting(), counted.step());
        this.worked = new Sum(durations.areTold() ? durations.number() : counted.ended());
        this.seconds = new Sum(durations.seconds());
        this.lag = 1 + (int) Math.ceil(seconds.all() / Math.max(1, worked.all()) / counted.step());
        this.withWait = durations.areTold() && tellWait();
    }

    /**
     * By whichever is nearer to the durations: what was worked, or that and what was waited; the latter where nobody knows. Of the
     * whole time, for the samples at which any wait are those at which more are worked on than else.
     */
    private boolean tellWait() {
        if (waited.all() <= LITTLE * seconds.all()) {
            return false;
        }
        double more = seconds.all() - busy.all();
        return !Counted.isTold(counted.running()) || Math.abs(more - waited.all()) < Math.abs(more);
    }

    /** Whether the durations have the wait in them, too. */
    boolean hasWait() {
        return withWait;
    }

    /** Whether those that ended at the moment tell by their durations how long the work took. */
    boolean isTold(int point) {
        return counted.durations().number(point) > 0 && wait(point) <= SOME;
    }

    /** Whether they tell it, and none was seen to wait while they were there. */
    boolean isPure(int point) {
        return counted.durations().number(point) > 0 && wait(point) == 0;
    }

    /** Seconds of those that ended at the moment, where {@link #isTold}. */
    double told(int point) {
        return (1 - wait(point))
                * counted.durations().seconds(point)
                / counted.durations().number(point);
    }

    /** Seconds that each of those that ended at the moment waited, on average, as far as their durations have it in them. */
    double waited(int point) {
        return withWait ? waited.between(point - lag, point) / Math.max(1, worked.between(point - lag, point)) : 0;
    }

    /** The share of the durations that was waited. */
    private double wait(int point) {
        return withWait
                ? waited.between(point - lag, point) / Math.max(Double.MIN_NORMAL, seconds.between(point - lag, point))
                : 0;
    }

    /** Whether busy slots are known. */
    boolean knowsBusy() {
        return Counted.isTold(counted.busy());
    }

    /** Seconds by busy slots, of as long a time around the moment as it takes to know; NaN where none is worked on. */
    double byBusy(int point) {
        double around = WINDOW;
        while (around < LONGEST_WINDOW && ended(point, around) < ENOUGH) {
            around *= 2;
        }
        int reach = (int) Math.ceil(around / counted.step());
        double ended = ended(point, around);
        return ended > 0 ? busy.between(point - reach, point + reach) / ended : Double.NaN;
    }

    private double ended(int point, double around) {
        int reach = (int) Math.ceil(around / counted.step());
        return worked.between(point - reach, point + reach);
    }

    /** Of numbers up to each moment. */
    private static final class Sum {
        private final double[] until;

        Sum(double[] numbers) {
            this.until = new double[numbers.length + 1];
            for (int i = 0; i < numbers.length; i++) {
                until[i + 1] = until[i] + Counted.known(numbers[i]);
            }
        }

        /** Times how long it was so: between two moments, as of the middle of both. */
        static Sum ofGauge(double[] numbers, double step) {
            double[] areas = new double[numbers.length];
            for (int i = 1; i < numbers.length; i++) {
                areas[i] = (Counted.known(numbers[i - 1]) + Counted.known(numbers[i])) / 2 * step;
            }
            return new Sum(areas);
        }

        double all() {
            return until[until.length - 1];
        }

        /** Both included. */
        double between(int first, int last) {
            int end = Math.max(0, Math.min(until.length - 1, last + 1));
            return until[end] - until[Math.max(0, Math.min(until.length - 1, first))];
        }
    }
}
