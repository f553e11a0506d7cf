package dev.headroom.ttltuner.tuning;

import java.time.Instant;
import java.util.Optional;

/**
 * What the tuner remembers of one mode from decision to decision.
 *
 * @param lastChange of the TTL, whoever made it; empty where none is known
 * @param bias slow difference between measured and predicted hit rate
 * @param unreachable decisions running in which even the longest TTL missed the target
 * @param noRaiseBefore after evictions; {@link Instant#MIN} otherwise
 * @param judged by how many blocks of the curve the TTL was last judged; 0 where none has judged the present one
 */
public record ModeState(
        Optional<Change> lastChange, double bias, int unreachable, Instant noRaiseBefore, double judged) {
    public static final ModeState NEW = new ModeState(Optional.empty(), 0, 0, Instant.MIN, 0);

    static final int UNREACHABLE_AFTER = 3;

    /**
     * A change of the TTL.
     *
     * @param from seconds before
     * @param to seconds since
     */
    public record Change(Instant at, int from, int to) {
        /** From here on only entries of the new TTL are alive, and the first of them have lived it out. */
        public Instant settled() {
            return at.plusSeconds(Math.max(from, to));
        }
    }

    /** Where even the longest TTL has missed the target for long enough. */
    public boolean isUnreachable() {
        return unreachable >= UNREACHABLE_AFTER;
    }

    /** The first instant whose lookups judge the present TTL. */
    public Instant settledAt() {
        return lastChange.map(Change::settled).orElse(Instant.MIN);
    }

    /** The TTL was changed, or found to be. */
    public ModeState changed(Instant at, int from, int to) {
        return new ModeState(Optional.of(new Change(at, from, to)), bias, unreachable, noRaiseBefore, judged);
    }

    ModeState withBias(double learned) {
        return new ModeState(lastChange, learned, unreachable, noRaiseBefore, judged);
    }

    ModeState withUnreachable(int decisions) {
        return new ModeState(lastChange, bias, decisions, noRaiseBefore, judged);
    }

    ModeState noRaiseBefore(Instant instant) {
        return new ModeState(lastChange, bias, unreachable, instant, judged);
    }

    ModeState withJudged(double blocks) {
        return new ModeState(lastChange, bias, unreachable, noRaiseBefore, blocks);
    }
}
