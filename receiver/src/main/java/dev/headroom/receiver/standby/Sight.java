package dev.headroom.receiver.standby;

import java.util.OptionalInt;

/**
 * What a server tells of itself.
 *
 * @param requests that it has, running and waiting; empty where it does not tell, so that it may have some
 * @param why it does not tell whether it sleeps, or how many requests it has, with the remedy; else empty
 */
public record Sight(Mode mode, OptionalInt requests, String why) {

    /** Whether it sleeps. */
    public enum Mode {
        AWAKE,
        ASLEEP,
        /** It does not tell. So it is not known to be awake, nor to sleep. */
        UNKNOWN
    }

    public static Sight awake(int requests) {
        return new Sight(Mode.AWAKE, OptionalInt.of(requests), "");
    }

    public static Sight asleep() {
        return new Sight(Mode.ASLEEP, OptionalInt.of(0), "");
    }

    public static Sight unknown(String why) {
        return new Sight(Mode.UNKNOWN, OptionalInt.empty(), why);
    }

    /** Whether it is known to have no request. */
    public boolean idle() {
        return requests.isPresent() && requests.getAsInt() == 0;
    }
}
