package dev.headroom.ttltuner.status;

import dev.headroom.ttltuner.tuning.ModePolicy;
import dev.headroom.ttltuner.tuning.ModeState.Change;
import dev.headroom.ttltuner.tuning.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One mode after a decision.
 *
 * @param unreachable whether even the longest TTL has missed the target for three decisions
 * @param change the last change of the TTL, whoever made it
 */
public record ModeStatus(ModePolicy policy, Seen seen, Decided decided, boolean unreachable, Optional<Change> change) {

    /**
     * What the decision was made from.
     *
     * @param ttl seconds in force afterwards
     * @param hitRate measured ratio
     * @param predicted ratio at the TTL, by the curve
     * @param ceiling ratio at the longest TTL, by the curve
     */
    public record Seen(OptionalInt ttl, OptionalDouble hitRate, OptionalDouble predicted, OptionalDouble ceiling) {
        public static final Seen NOTHING =
                new Seen(OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * The verdict.
     *
     * @param adjusted whether the TTL was changed
     * @param notBefore first instant at which the TTL could change; {@link Instant#MIN} where nothing stands against it
     */
    public record Decided(Instant at, boolean adjusted, Reason reason, String detail, Instant notBefore) {}

    /** The same mode, held for a reason that has nothing to do with its hit rate. */
    public ModeStatus held(Reason reason, String detail) {
        return new ModeStatus(
                policy, seen, new Decided(decided.at(), false, reason, detail, Instant.MIN), unreachable, change);
    }
}
