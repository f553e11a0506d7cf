package dev.headroom.ttltuner.app;

import dev.headroom.ttltuner.app.Round.Seen;
import dev.headroom.ttltuner.redis.Keys;
import dev.headroom.ttltuner.redis.StateHash;
import dev.headroom.ttltuner.redis.TtlKeys;
import dev.headroom.ttltuner.redis.TtlKeys.Outcome;
import dev.headroom.ttltuner.status.ModeStatus;
import dev.headroom.ttltuner.status.ModeStatus.Decided;
import dev.headroom.ttltuner.tuning.Decision;
import dev.headroom.ttltuner.tuning.Evidence;
import dev.headroom.ttltuner.tuning.ModeState;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reading.Window;
import dev.headroom.ttltuner.tuning.Reason;
import dev.headroom.ttltuner.tuning.TtlTuner;
import dev.headroom.ttltuner.tuning.TtlTuner.Forecast;
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import dev.headroom.ttltuner.tuning.Verdict.Hold;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one mode decided, writes the change, and remembers. */
final class Judge {
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

    /** What this tuner may do now. */
    enum Role {
        LEADS,
        FOLLOWS,
        LOOKS
    }

    private final TtlKeys keys;
    private final StateHash states;
    private final String owner;

    Judge(TtlKeys keys, StateHash states, String owner) {
        this.keys = keys;
        this.states = states;
        this.owner = owner;
    }

    /** A verdict, whether it was carried out, and what to remember. */
    private record Done(Decided decided, OptionalInt ttl, ModeState state) {}

    ModeStatus judge(Lane lane, Round round, Role role) {
        Seen seen = round.modes().get(lane.name());
        if (seen == null) {
            throw new IllegalStateException("no evidence of " + lane.name());
        }
        Done done = seen.key()
                .map(key -> decide(lane, seen, key, round.now(), role))
                .orElseGet(() -> broken(seen, round.now()));
        if (role == Role.LEADS && !done.state().equals(seen.state())) {
            states.write(lane.name(), done.state());
        }
        return status(lane, seen, done);
    }

    private static Done broken(Seen seen, Instant now) {
        Missing why = (Missing) seen.reading();
        return new Done(
                new Decided(now, false, why.reason(), why.detail(), Instant.MIN), OptionalInt.empty(), seen.state());
    }

    private Done decide(Lane lane, Seen seen, Evidence.Key key, Instant now, Role role) {
        Evidence evidence = new Evidence(key, seen.reading(), seen.pressure(), seen.curve(), lane.entryBytes());
        Decision decision = TtlTuner.tune(lane.policy(), evidence, seen.state(), now);
        if (decision.verdict() instanceof Hold hold) {
            Decided held = new Decided(now, false, hold.reason(), hold.detail(), hold.notBefore());
            return new Done(held, key.seconds(), decision.next());
        }
        return adjust(lane, (Adjust) decision.verdict(), new Turn(seen, key, now, role), decision.next());
    }

    private record Turn(Seen seen, Evidence.Key key, Instant now, Role role) {}

    private Done adjust(Lane lane, Adjust adjust, Turn turn, ModeState next) {
        String would = "would become " + adjust.to() + " s" + (adjust.detail().isEmpty() ? "" : ": " + adjust.detail());
        return switch (turn.role()) {
            case FOLLOWS -> held(turn, Reason.NOT_LEADER, would);
            case LOOKS -> held(turn, adjust.reason(), would);
            case LEADS -> write(lane, adjust, turn, next);
        };
    }

    private static Done held(Turn turn, Reason reason, String detail) {
        Decided decided = new Decided(turn.now(), false, reason, detail, Instant.MIN);
        return new Done(decided, turn.key().seconds(), turn.seen().state());
    }

    private Done write(Lane lane, Adjust adjust, Turn turn, ModeState next) {
        Outcome outcome = keys.change(owner, lane.name(), adjust, hitRate(turn.seen()));
        return switch (outcome) {
            case OK -> written(lane, adjust, turn, next);
            case LEASE -> held(turn, Reason.NOT_LEADER, "the lease was lost meanwhile");
            case CHANGED -> held(turn, Reason.CHANGED_BY_OTHERS, "between reading and writing");
            case PINNED -> held(turn, Reason.PINNED, "between reading and writing");
            case HISTORY -> held(turn, Reason.REDIS_REFUSED, Keys.HISTORY + " is no stream; delete or rename it");
        };
    }

    private static Done written(Lane lane, Adjust adjust, Turn turn, ModeState next) {
        String why = adjust.reason().text() + (adjust.detail().isEmpty() ? "" : " (" + adjust.detail() + ")");
        LOG.info("{}: TTL {} -> {} s, {}", lane.name(), adjust.from() == 0 ? "none" : adjust.from(), adjust.to(), why);
        Decided decided = new Decided(turn.now(), true, adjust.reason(), adjust.detail(), Instant.MIN);
        ModeState state = next.changed(turn.now(), adjust.from(), adjust.to());
        return new Done(decided, OptionalInt.of(adjust.to()), state);
    }

    private static OptionalDouble hitRate(Seen seen) {
        return seen.reading() instanceof Window window && window.lookups() > 0
                ? OptionalDouble.of(window.hitRate())
                : OptionalDouble.empty();
    }

    private static ModeStatus status(Lane lane, Seen seen, Done done) {
        Optional<Forecast> forecast = done.ttl().isEmpty()
                ? Optional.empty()
                : seen.curve()
                        .flatMap(curve -> TtlTuner.forecast(
                                lane.policy(),
                                curve,
                                lane.entryBytes(),
                                done.state(),
                                done.ttl().getAsInt()));
        ModeStatus.Seen shown = new ModeStatus.Seen(
                done.ttl(),
                hitRate(seen),
                forecast.map(promised -> OptionalDouble.of(promised.predicted()))
                        .orElse(OptionalDouble.empty()),
                forecast.map(Forecast::ceiling).orElse(OptionalDouble.empty()));
        ModeState state = done.state();
        return new ModeStatus(lane.policy(), shown, done.decided(), state.isUnreachable(), state.lastChange());
    }
}
