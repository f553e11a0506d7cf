package dev.headroom.receiver.leader;

/** Counts in memory. */
public final class PlayedTerms implements TermCount {
    private long last;

    /** The store does not answer. */
    public boolean away;

    /** Another one begins a term right before the next. */
    public boolean raisedBefore;

    @Override
    public long last() {
        if (away) {
            throw new IllegalStateException("the store is away");
        }
        return last;
    }

    @Override
    public long raise(long seen) {
        if (raisedBefore) {
            raisedBefore = false;
            last++;
        }
        return seen == last ? ++last : 0;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
