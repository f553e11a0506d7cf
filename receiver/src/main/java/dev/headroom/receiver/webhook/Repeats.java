package dev.headroom.receiver.webhook;

import dev.headroom.receiver.alert.AlertUpdate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Firing alerts that were taken before, by the JSON they came as. Alertmanager sends a group again and again, each time
 * with the same letters for an alert that is unchanged.
 */
final class Repeats {

    /** Enough for some thousands of alerts; when it is full, all are forgotten, and read once more. */
    static final int MAX_BYTES = 2 << 20;

    private final Map<Slice, AlertUpdate> taken = new ConcurrentHashMap<>();
    private final AtomicInteger bytes = new AtomicInteger();

    @Nullable
    AlertUpdate of(Slice json) {
        return taken.get(json);
    }

    /** Keeps an update whose meaning does not depend on when it comes. */
    void keep(Slice json, AlertUpdate update) {
        if (update.status() != AlertUpdate.Status.FIRING || json.length() > MAX_BYTES) {
            return;
        }
        if (bytes.addAndGet(json.length()) > MAX_BYTES) {
            taken.clear();
            bytes.set(json.length());
        }
        taken.put(json.alone(), update);
    }
}
