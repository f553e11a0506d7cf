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
    private final Map<Fingerprint, Optional<AlertState>> before;
    private final Map<Fingerprint, Optional<AlertState>> changes = new LinkedHashMap<>();

    /** @param known as of now; not changed here */
    public AlertChanges(AlertLifecycle lifecycle, Map<Fingerprint, AlertState> known) {
        this(lifecycle, known, Map.of());
    }

    private AlertChanges(
            AlertLifecycle lifecycle,
            Map<Fingerprint, AlertState> known,
            Map<Fingerprint, Optional<AlertState>> before) {
        this.lifecycle = lifecycle;
        this.known = known;
        this.before = before;
    }

    /** Those that follow while these are written: they build on these, until these are emptied. */
    public AlertChanges next() {
        return new AlertChanges(lifecycle, known, changes);
    }

    /** As they came; to be emptied once they are known, where others build on them. */
    public Map<Fingerprint, Optional<AlertState>> all() {
        return changes;
    }

    /** As {@link AlertStore#receive}. */
    public void receive(Collection<AlertUpdate> updates, Moment now) {
        for (AlertUpdate update : updates) {
            AlertState before = state(update.alert().fingerprint());
            put(before, lifecycle.after(before, update, now));
        }
    }

    /** As {@link AlertStore#reconcile}. */
    public void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now) {
        for (Alert alert : active) {
            AlertState before = state(alert.fingerprint());
            put(before, lifecycle.listed(before, alert, asked, now));
        }
        Set<Fingerprint> listed = active.stream().map(Alert::fingerprint).collect(Collectors.toSet());
        each(state -> complete && !listed.contains(state.alert().fingerprint()) && lifecycle.missing(state, asked))
                .forEach(state -> put(state, lifecycle.ended(state, asked, now)));
    }

    /** Forgets those that expired. */
    public void compact(Moment now) {
        each(state -> lifecycle.forgotten(state, now))
                .forEach(state -> changes.put(state.alert().fingerprint(), Optional.empty()));
    }

    private List<AlertState> each(Predicate<AlertState> which) {
        return Stream.concat(known.keySet().stream(), before.keySet().stream())
                .distinct()
                .flatMap(fingerprint -> Stream.ofNullable(state(fingerprint)))
                .filter(which)
                .toList();
    }

    private void put(@Nullable AlertState before, AlertState after) {
        if (!after.equals(before)) {
            changes.put(after.alert().fingerprint(), Optional.of(after));
        }
    }

    private @Nullable AlertState state(Fingerprint fingerprint) {
        Optional<AlertState> changed = changes.get(fingerprint);
        changed = changed == null ? before.get(fingerprint) : changed;
        return changed == null ? known.get(fingerprint) : changed.orElse(null);
    }
}
