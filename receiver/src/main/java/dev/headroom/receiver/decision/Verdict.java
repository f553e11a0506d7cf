package dev.headroom.receiver.decision;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One guard's judgement of one proposal.
 *
 * @param detail why, in words
 * @param until the first instant at which a refusal could change; null where no instant is known. Of a pass: until when an
 *     override is in force that allows it
 */
public record Verdict(
        Guard guard,
        boolean passed,
        String detail,
        @Nullable Instant until) {

    static Verdict pass(Guard guard, String detail) {
        return new Verdict(guard, true, detail, null);
    }

    static Verdict refuse(Guard guard, String detail, @Nullable Instant until) {
        return new Verdict(guard, false, detail, until);
    }

    public boolean refused() {
        return !passed;
    }
}
