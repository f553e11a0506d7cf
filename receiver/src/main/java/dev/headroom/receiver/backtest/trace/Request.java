package dev.headroom.receiver.backtest.trace;

/**
 * One request.
 *
 * @param at seconds since the trace began
 * @param work seconds that it takes where nothing else is worked on
 * @param context tokens of its prompt; NaN where the trace does not tell tokens
 * @param generated tokens of its answer; NaN likewise
 */
public record Request(double at, double work, double context, double generated) {

    /** One whose tokens are not told. */
    public Request(double at, double work) {
        this(at, work, Double.NaN, Double.NaN);
    }

    /** The same at another time. */
    public Request movedTo(double other) {
        return new Request(other, work, context, generated);
    }

    /** All tokens that are in memory before it ends. */
    public double tokens() {
        return context + generated;
    }
}
