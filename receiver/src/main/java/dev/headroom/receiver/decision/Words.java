package dev.headroom.receiver.decision;

import java.time.Duration;

/** Durations as people read them. */
final class Words {

    private Words() {}

    /** The two largest units: {@code 1h5m}, {@code 3m10s}, {@code 4s}. */
    static String of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        long minutes = seconds / 60;
        return minutes / 60 + "h" + (minutes % 60 == 0 ? "" : minutes % 60 + "m");
    }
}
