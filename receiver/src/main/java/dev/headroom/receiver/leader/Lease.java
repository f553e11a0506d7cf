package dev.headroom.receiver.leader;

/**
 * The right to lead, which one candidate has at a time, and which ends where it is kept unless it is renewed in time. Used by
 * one thread.
 */
public interface Lease extends AutoCloseable {

    /**
     * How it stands.
     *
     * @param term of ours; 0 where it is not ours
     * @param holder as {@link Candidate#inWords}; empty for nobody
     */
    record Standing(long term, String holder) {
        public static final Standing FREE = new Standing(0, "");
    }

    /** For whom it is asked. */
    Candidate candidate();

    /**
     * Renews it where it is ours, and else looks who has it.
     *
     * @param take whether to take it, under a new term, where nobody has it
     */
    Standing ask(boolean take) throws Exception;

    /** Gives it back where it is ours still; it is not ours from now on, whatever comes of that. */
    void release() throws Exception;

    @Override
    void close();
}
