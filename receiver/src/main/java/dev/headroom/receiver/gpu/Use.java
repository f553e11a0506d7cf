package dev.headroom.receiver.gpu;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a server tells of the use of a model.
 *
 * @param last null where it was never used
 * @param count how often it was used; 0 where the server does not tell
 */
public record Use(@Nullable Instant last, long count, Work work) {

    /** A model whose server tells no more than its last use is idle when that is as long ago. */
    public static final Duration QUIET = Duration.ofMinutes(1);

    /** Whether it has requests, running or waiting. */
    public enum Work {
        IDLE,
        BUSY,
        /** Its server does not tell, so it may have some. */
        UNTOLD;

        /** By how many there are; what is no number is not told, either. */
        public static Work of(OptionalDouble requests) {
            if (requests.isEmpty() || Double.isNaN(requests.getAsDouble())) {
                return UNTOLD;
            }
            return requests.getAsDouble() > 0 ? BUSY : IDLE;
        }
    }

    /** By its last use alone; that of a server which does not tell how many requests it has. */
    public static Use since(@Nullable Instant last, long count, Instant now) {
        return new Use(last, count, last == null || last.plus(QUIET).isBefore(now) ? Work.IDLE : Work.BUSY);
    }
}
