package dev.headroom.receiver.gpu;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that happened to the models on a GPU.
 *
 * @param text for people
 */
public record UnloadEvent(Instant at, int gpu, Kind kind, String text) {

    /** What it was. */
    public enum Kind {
        /** Less than 25 % is free. */
        WARNING,
        /** A model was asked to go. */
        UNLOADED,
        /** Memory came free after it. */
        FREED,
        /** None did within half a minute. */
        NOTHING_FREED,
        /** A model should go, and none may. */
        NO_CANDIDATE,
        /** A server did not do or tell what it was asked. */
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
