package dev.headroom.receiver.backtest.trace;

/**
 * How fast a slot works.
 *
 * @param prefill context tokens a second
 * @param decode generated tokens a second
 */
public record Speed(double prefill, double decode) {
    public static final Speed DEFAULT = new Speed(8000, 60);

    double seconds(double context, double generated) {
        return context / prefill + generated / decode;
    }
}
