package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.store.Store;
import java.util.Optional;

/** The count that each service was left at, by Headroom or by whoever set it last: what is wanted, whatever ends by itself. */
record CountsLeft(Store store) {

    private static final String PREFIX = "count:";
    private static final String UNKNOWN = "unknown";

    /** Empty before the first look, and where nobody can tell. */
    Optional<Integer> of(String service) {
        return store.note(PREFIX + service)
                .filter(text -> text.matches("[0-9]+"))
                .map(Integer::valueOf);
    }

    /** Whether anybody has ever looked at the service. */
    boolean met(String service) {
        return store.note(PREFIX + service)
                .filter(text -> !text.equals(UNKNOWN))
                .isPresent();
    }

    /** As if nobody had ever looked at it. */
    void unknown(String service) {
        store.note(PREFIX + service, UNKNOWN);
    }

    void is(String service, int count) {
        store.note(PREFIX + service, String.valueOf(count));
    }

    /** Whatever is seen next is what is wanted. */
    void forget(String service) {
        store.note(PREFIX + service, "");
    }
}
