package dev.headroom.ttltuner.tuning;

import java.time.Instant;
import java.util.OptionalDouble;

/** What shall happen to a mode's TTL, and why. */
public sealed interface Verdict permits Verdict.Adjust, Verdict.Hold {
    Reason reason();

    /** The figures behind the reason, in one line; may be empty. */
    String detail();

    /** The TTL becomes {@code to} seconds. */
    record Adjust(int from, int to, Reason reason, String detail, OptionalDouble predicted) implements Verdict {}

    /** The TTL stays; {@code notBefore} is the first instant at which that could change. */
    record Hold(Reason reason, String detail, Instant notBefore) implements Verdict {
        public static Hold of(Reason reason, String detail) {
            return new Hold(reason, detail, Instant.MIN);
        }
    }
}
