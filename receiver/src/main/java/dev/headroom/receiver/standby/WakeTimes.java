package dev.headroom.receiver.standby;

import java.time.Duration;

/** How long replicas took to wake. */
@FunctionalInterface
public interface WakeTimes {

    /** One that did. */
    void woke(String service, int level, Duration took);
}
