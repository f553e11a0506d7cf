package dev.headroom.receiver.store;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.time.Moment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What news change of the alerts that are known: only what differs, for a store to write; empty for one to be forgotten. */
public final class AlertChanges {
    private final AlertLifecycle lifecycle;
    private final Map<Fingerprint, AlertState> known;
    private final Map<Fingerprint, Optional<AlertState>> changes = new LinkedHashMap<>();

    /** @param known as of now; not changed here */
    public AlertChanges(AlertLifecycle lifecycle, Map<Fingerprint, AlertState> known) {
        this.lifecycle = lifecycle;
        this.known = known;
    }

    /** As they came; to be emptied once they are written, where it is used again. */
    public Map<Fingerprint, Optional<AlertState>> all() {
        return changes;
    }

    /** As {@link AlertStore#receive}. */
    public void receive(Collection<AlertUpdate> updates, Moment now) {
        for (AlertUpdate update : updates) {
            put(lifecycle.after(state(update.alert().fingerprint()), update, now));
        }
    }

    /** As {@link AlertStore#reconcile}. */
    public void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now) {
        for (Alert alert : active) {
            put(lifecycle.listed(state(alert.fingerprint()), alert, asked, now));
        }
        Set<Fingerprint> listed = active.stream().map(Alert::fingerprint).collect(Collectors.toSet());
        each(state -> complete && !listed.contains(state.alert().fingerprint()) && lifecycle.missing(state, asked))
                .forEach(state -> put(lifecycle.ended(state, asked, now)));
    }

    /** Forgets those that expired. */
    public void compact(Moment now) {
        each(state -> lifecycle.forgotten(state, now))
                .forEach(state -> changes.put(state.alert().fingerprint(), Optional.empty()));
    }

    private List<AlertState> each(Predicate<AlertState> which) {
        return known.keySet().stream()
                .flatMap(fingerprint -> Stream.ofNullable(state(fingerprint)))
                .filter(which)
                .toList();
    }

    private void put(AlertState state) {
        Fingerprint fingerprint = state.alert().fingerprint();
        if (!state.equals(state(fingerprint))) {
            changes.put(fingerprint, Optional.of(state));
        }
    }

    private @Nullable AlertState state(Fingerprint fingerprint) {
        Optional<AlertState> changed = changes.get(fingerprint);
        return changed == null ? known.get(fingerprint) : changed.orElse(null);
    }
}
