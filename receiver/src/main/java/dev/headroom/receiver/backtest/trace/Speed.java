package dev.headroom.receiver.backtest.trace;

/**
 * How fast a request is worked on where nothing else is.
 *
 * @param prefill context tokens a second
 * @param decode generated tokens a second
 */
public record Speed(double prefill, double decode) {
    public static final Speed DEFAULT = new Speed(8000, 60);

    Request request(double at, double context, double generated) {
        return new Request(at, context / prefill + generated / decode, context, generated);
    }
}
