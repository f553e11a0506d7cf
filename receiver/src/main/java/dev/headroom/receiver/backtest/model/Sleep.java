package dev.headroom.receiver.backtest.model;

/**
 * How replicas sleep instead of being stopped.
 *
 * @param wake seconds until one that slept takes work
 * @param most that may sleep at once, as the main memory holds; so many do at the beginning
 */
public record Sleep(double wake, int most) {

    /** Replicas are started and stopped. */
    public static final Sleep NONE = new Sleep(0, 0);
}
