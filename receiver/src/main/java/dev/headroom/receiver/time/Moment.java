package dev.headroom.receiver.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One reading of both clocks. Ages are told by the time that passed, so that a wall clock which is set ends nothing early
 * and makes nothing longer.
 *
 * @param wall what is stored and shown; may be set at any time
 * @param elapsed since any beginning, the same for one process; only ever goes on, and may stand still while the machine
 *     sleeps
 */
public record Moment(Instant wall, Duration elapsed) {

    /** How clocks are corrected all the time: less is no jump. */
    public static final Duration TOLERATED_JUMP = Duration.ofSeconds(5);

    /** A reading of a wall clock that is never set. */
    public static Moment steady(Instant wall) {
        return new Moment(wall, Duration.between(Instant.EPOCH, wall));
    }

    /**
     * When something was that is stored under this wall time, for a process that first reads of it now: never later than
     * now, whatever the clock showed then.
     */
    public Moment recall(Instant stored) {
        Duration age = Duration.between(stored, wall);
        return new Moment(stored, elapsed.minus(age.isNegative() ? Duration.ZERO : age));
    }

    /** The time that passed since then. */
    public Duration since(Moment earlier) {
        return elapsed.minus(earlier.elapsed);
    }

    /**
     * The larger of what both clocks say of the time since then, never negative: the one that only goes on may have stood
     * still while the machine slept.
     */
    public Duration longestSince(Moment earlier) {
        Duration passed = since(earlier);
        Duration shown = Duration.between(earlier.wall, wall);
        Duration longer = shown.compareTo(passed) > 0 ? shown : passed;
        return longer.isNegative() ? Duration.ZERO : longer;
    }

    /** What the wall clock moved since then beyond the time that passed: it was set, or the machine slept. */
    public boolean jumpedSince(Moment earlier) {
        Duration beyond = Duration.between(earlier.wall, wall).minus(since(earlier));
        return beyond.abs().compareTo(TOLERATED_JUMP) > 0;
    }

    /** What the wall clock shows when so much time has passed, if nobody sets it. */
    public Instant wallAt(Duration elapsedThen) {
        return wall.plus(elapsedThen.minus(elapsed));
    }

    /** The same as it is told, to the second: each reading of two clocks puts it a little elsewhere. */
    public Instant toldAt(Duration elapsedThen) {
        return wallAt(elapsedThen).plusMillis(500).truncatedTo(ChronoUnit.SECONDS);
    }

    public boolean isBefore(Moment other) {
        return elapsed.compareTo(other.elapsed) < 0;
    }

    public boolean isAfter(Moment other) {
        return other.isBefore(this);
    }

    /** So much later, on both clocks. */
    public Moment plus(Duration time) {
        return new Moment(wall.plus(time), elapsed.plus(time));
    }

    /** So much earlier, on both clocks. */
    public Moment minus(Duration time) {
        return new Moment(wall.minus(time), elapsed.minus(time));
    }
}
