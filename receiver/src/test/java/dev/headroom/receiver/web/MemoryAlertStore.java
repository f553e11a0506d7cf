package dev.headroom.receiver.web;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.AlertStore;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An alert store without a disk, with the real lifecycle; it can be told that its disk is full. */
public final class MemoryAlertStore implements AlertStore {

    private final AlertLifecycle lifecycle = new AlertLifecycle(Duration.ofMinutes(7), null);
    private final Map<String, AlertState> states = new TreeMap<>();
    private boolean full;

    @Override
    public synchronized void receive(List<AlertUpdate> updates, Moment now) {
        requireRoom();
        updates.forEach(update -> {
            String key = update.alert().fingerprint().value();
            AlertState after = lifecycle.after(states.get(key), update, now);
            if (after != null) {
                states.put(key, after);
            }
        });
    }

    @Override
    public synchronized void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now) {
        requireRoom();
        active.forEach(alert -> states.compute(
                alert.fingerprint().value(), (key, before) -> lifecycle.listed(before, alert, asked, now)));
        if (complete) {
            Set<Fingerprint> listed = active.stream().map(Alert::fingerprint).collect(Collectors.toSet());
            states.replaceAll((key, state) -> lifecycle.missing(state, asked)
                            && !listed.contains(state.alert().fingerprint())
                    ? lifecycle.ended(state, asked, now)
                    : state);
        }
    }

    @Override
    public synchronized Collection<AlertState> alerts() {
        return List.copyOf(states.values());
    }

    public synchronized void fill() {
        full = true;
    }

    private void requireRoom() {
        if (full) {
            throw new StoreException("data/headroom.db: no space left on device");
        }
    }
}
