package dev.headroom.receiver.backtest.model;

/** What a request should keep to; one that failed has not. Times are in seconds. */
public sealed interface Objective {

    /** In words, for the head of a column. */
    String words();

    /** It should begin within that time. */
    record Begin(double seconds) implements Objective {
        @Override
        public String words() {
            return "within " + number(seconds) + " s";
        }
    }

    /**
     * Its tokens should come in time.
     *
     * @param ttft from its arrival to its first token; infinite where nothing is asked of it
     * @param tpot from one token to the next, on average of the answer; infinite likewise
     */
    record Stream(double ttft, double tpot) implements Objective {
        @Override
        public String words() {
            String first = "TTFT < " + number(ttft) + " s";
            String each = "TPOT < " + number(tpot * 1000) + " ms";
            return Double.isInfinite(tpot) ? first : Double.isInfinite(ttft) ? each : first + ", " + each;
        }
    }

    private static String number(double value) {
        double rounded = Math.round(value * 1e6) / 1e6;
        return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
    }
}
