package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.store.Store;
import java.util.Optional;

/** The count that each service was left at, by Headroom or by whoever set it last: what is wanted, whatever ends by itself. */
record CountsLeft(Store store) {

    private static final String PREFIX = "count:";

    /** Empty before the first look, and where nobody can tell. */
    Optional<Integer> of(String service) {
        return store.note(PREFIX + service).filter(text -> !text.isEmpty()).map(Integer::valueOf);
    }

    void is(String service, int count) {
        store.note(PREFIX + service, String.valueOf(count));
    }

    /** Whatever is seen next is what is wanted. */
    void forget(String service) {
        store.note(PREFIX + service, "");
    }
}
