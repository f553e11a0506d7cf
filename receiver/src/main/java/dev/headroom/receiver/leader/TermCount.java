package dev.headroom.receiver.leader;

/**
 * Counts the times in the lead where the state is that is written under them, for a lease that cannot count for ever: one that
 * was deleted, or is of another cluster, would begin anew.
 */
public interface TermCount extends AutoCloseable {

    /** The last term that anybody had. */
    long last();

    /** Begins a later term; 0, and none begins, where {@code last} is not the last one any more, or its lead may not be over. */
    long raise(long last);

    @Override
    void close();
}
