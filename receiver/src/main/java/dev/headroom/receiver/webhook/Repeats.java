package dev.headroom.receiver.webhook;

import dev.headroom.receiver.alert.AlertUpdate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Firing alerts that were taken twice, by the JSON they came as. Alertmanager sends a group again and again, each time
 * with the same letters for an alert that is unchanged.
 */
final class Repeats {

    /** Enough for some thousands of alerts; when it is full, all are forgotten, and read once more. */
    static final int MAX_BYTES = 2 << 20;

    /** Hashes of what came once: JSON with a value that changes each time is not worth its memory. */
    private final AtomicIntegerArray once = new AtomicIntegerArray(1 << 14);

    private final Map<Slice, AlertUpdate> taken = new ConcurrentHashMap<>();
    private final AtomicInteger bytes = new AtomicInteger();

    @Nullable
    AlertUpdate of(Slice json) {
        return taken.get(json);
    }

    /** Keeps an update that comes the second time, if its meaning does not depend on when it comes. */
    void keep(Slice json, AlertUpdate update) {
        int slot = json.hashCode() & (once.length() - 1);
        boolean again = once.getAndSet(slot, json.hashCode()) == json.hashCode();
        if (!again || update.status() != AlertUpdate.Status.FIRING || json.length() > MAX_BYTES) {
            return;
        }
        if (bytes.addAndGet(json.length()) > MAX_BYTES) {
            taken.clear();
            bytes.set(json.length());
        }
        taken.put(json.alone(), update);
    }
}
