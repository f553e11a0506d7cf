package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.store.StoreException;

/** Writes under the term of whoever leads. Who is told that a later one began leads no more from then on. */
record Pen(Link link, Election election) {
    /** The term of what the leader alone may write. */
    long leading() {
        if (!election.leads()) {
            throw new StoreException("this receiver does not lead, so it may not act; " + election.leader() + " leads");
        }
        return election.term();
    }

    /** What the leader alone may write. */
    Change asLeader() {
        return new Change(leading());
    }

    /** What whoever stands by may write, too: what it was told. */
    Change asAnybody() {
        return new Change(election.leads() ? election.term() : Change.ANYBODY);
    }

    /** Writes all or nothing; false where a condition did not hold. */
    boolean commit(Change change) {
        return change.empty()
                || checked(link.run(Script.COMMIT, change.words())).equals("done");
    }

    /**
     * What a script has answered.
     *
     * @throws StoreException where that was the refusal of a term
     */
    <T> T checked(T answer) {
        if ("term".equals(answer)) {
            election.resign();
            throw new StoreException(
                    "refused by " + link.address() + ": this receiver does not lead any more, so it may not act");
        }
        return answer;
    }
}
