package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.store.Store;
import java.util.Collection;
import java.util.Optional;

/** Which target the counts in the store are of: those that were left to another one say nothing of this. */
public final class TargetMemory {
    private static final String NOTE = "target";

    private TargetMemory() {}

    /**
     * Says what is scaled from now on; where it was another before, each service is met as if for the first time.
     *
     * @param target in words, as "compose fragrance-ai"
     */
    public static void scales(Store store, String target, Collection<String> services) {
        if (!store.leads()) {
            return;
        }
        Optional<String> before = store.note(NOTE);
        if (before.equals(Optional.of(target))) {
            return;
        }
        if (before.isPresent()) {
            CountsLeft left = new CountsLeft(store);
            services.forEach(left::unknown);
            services.forEach(new SleepMemory(store)::forget);
        }
        store.note(NOTE, target);
    }
}
