package dev.headroom.receiver.leader;

/**
 * Decides which of several receivers may lead, beside the store: who is elected may take the store's lease, and the store
 * still refuses what is written without it. So two that are both elected for a moment do not both act.
 */
public interface Election extends AutoCloseable {

    /** Who stands in it, as the others are told. */
    Candidate candidate();

    /** Whether this receiver may lead now; cheap. */
    boolean elected();

    /** Lets another one be elected, for this one is and cannot lead. */
    void resign();

    /** Stands no more, and lets another one be elected at once. */
    @Override
    void close();

    /** Where the store alone decides, between receivers that nobody can pass orders on to. */
    static Election uncontested() {
        return uncontested(Candidate.process(""));
    }

    /** Where the store alone decides. */
    static Election uncontested(Candidate candidate) {
        return new Election() {
            @Override
            public Candidate candidate() {
                return candidate;
            }

            @Override
            public boolean elected() {
                return true;
            }

            @Override
            public void resign() {
                // nobody else decides
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }
}
