package dev.headroom.receiver.backtest.model;

/**
 * What a replica can do.
 *
 * @param work how it works on requests
 * @param warmup seconds from its start until it takes work
 * @param giveUp seconds after which a request that still waits has failed
 * @param sleep how many replicas may sleep, and how fast they wake
 */
public record Capacity(Work work, double warmup, double giveUp, Sleep sleep) {
    /** Of replicas that do not sleep. */
    public Capacity(Work work, double warmup, double giveUp) {
        this(work, warmup, giveUp, Sleep.NONE);
    }
}
