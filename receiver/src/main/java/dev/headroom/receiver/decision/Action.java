package dev.headroom.receiver.decision;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One scaling action that was started: a line of the ledger, from which cooldowns, rate and damping are told.
 *
 * @param id unique, and the same for the rollout that performs it
 * @param at when it started
 * @param triggers triggers of this service that made it true, whose cooldowns it starts too
 * @param finishedAt null while it runs
 */
public record Action(
        String id,
        String service,
        Instant at,
        Source source,
        Set<String> triggers,
        int from,
        int to,
        Result result,
        @Nullable Instant finishedAt) {

    /** How it ended. */
    public enum Result {
        RUNNING,
        DONE,
        /** The new replicas did not become healthy in time; the count before was restored. */
        FAILED,
        /** Neither the new count nor the one before could be set: a person must look. */
        ABANDONED,
        /** Taken back before it had any effect. */
        CANCELLED,
        /** Somebody else changed the count before it had ended. */
        OVERTAKEN
    }

    public Action {
        triggers = Set.copyOf(triggers);
    }

    /** A change that somebody else made, seen at {@code at}. */
    public static Action foreign(String id, String service, Instant at, int from, int to) {
        return new Action(id, service, at, Source.foreign(), Set.of(), from, to, Result.DONE, at);
    }

    public Direction direction() {
        return Direction.of(from, to);
    }

    public Action finished(Result how, Instant when) {
        return new Action(id, service, at, source, triggers, from, to, how, when);
    }

    /** Whether it counts as an action of this source or trigger. */
    boolean startsCooldownOf(String name) {
        return source.name().equals(name) || triggers.contains(name);
    }
}
