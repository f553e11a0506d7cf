package dev.headroom.receiver.rollout;

/** Where a rollout writes what it is about to do; durable when the call returns. */
@FunctionalInterface
public interface Journal {

    /** Writes a rollout's next state; an ended one also ends its action and the result in the history. */
    void save(Rollout rollout);
}
