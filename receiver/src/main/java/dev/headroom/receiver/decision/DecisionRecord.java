package dev.headroom.receiver.decision;

/**
 * A line of the history.
 *
 * @param id grows with time
 * @param result how the action ended, lower case; empty for a hold
 */
public record DecisionRecord(long id, Explanation explanation, String result) {}
