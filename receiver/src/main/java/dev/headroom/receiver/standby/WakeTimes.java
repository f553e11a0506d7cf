package dev.headroom.receiver.standby;

import java.time.Duration;

/** How replicas woke. */
@FunctionalInterface
public interface WakeTimes {

    /** One that did, and how long it took. */
    void woke(String service, int level, Duration took);

    /** One that did not, and is restarted where it is. */
    default void restarted(String service) {}
}
