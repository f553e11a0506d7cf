package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.AlertChanges;
import dev.headroom.receiver.time.Moment;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All alerts in memory: readers see what is on disk; the writing thread sees its open transaction too. Changes reach the
 * disk once a transaction, so that many sights of one alert in one group commit cost one row.
 *
 * <p>The time of the last sight alone may be newer here than on disk, by a fiftieth of the time after which an unseen
 * alert expires: a crash lets an alert expire sooner by as much, and a group that is sent again every few seconds costs
 * no write.
 */
final class AlertBook implements Writer.Follower {
    private static final int SIGHTS_A_LIFE = 50;

    private final AlertLifecycle lifecycle;
    private final Duration lag;
    private final Map<Fingerprint, AlertState> onDisk = new ConcurrentHashMap<>();
    private final Map<Fingerprint, Moment> sightOnDisk = new ConcurrentHashMap<>();

    /** Of the open transaction, changed by the writing thread only. */
    private final AlertChanges changes;

    private @Nullable List<AlertState> view;

    AlertBook(AlertLifecycle lifecycle, Collection<AlertState> loaded) {
        this.lifecycle = lifecycle;
        this.changes = new AlertChanges(lifecycle, onDisk);
        this.lag = lifecycle.ttl().dividedBy(SIGHTS_A_LIFE);
        loaded.forEach(this::stored);
    }

    private void stored(AlertState state) {
        onDisk.put(state.alert().fingerprint(), state);
        sightOnDisk.put(state.alert().fingerprint(), state.seenAt());
    }

    synchronized List<AlertState> all() {
        List<AlertState> present = view == null ? List.copyOf(onDisk.values()) : view;
        view = present;
        return present;
    }

    /**
     * Takes over news that need not be written, on any thread: all of it is of alerts that are on disk but for the latest
     * sight, and that no open transaction touches. Returns false, and changes nothing, where some of it is more.
     */
    synchronized boolean sees(List<AlertUpdate> updates, Moment now) {
        Moment due = now.minus(lag);
        List<AlertState> seen = new ArrayList<>(updates.size());
        for (AlertUpdate update : updates) {
            AlertState before = onDisk.get(update.alert().fingerprint());
            AlertState after = before == null ? null : lifecycle.after(before, update, now);
            if (before == null || after == null || !isSight(before, after, due)) {
                return false;
            }
            seen.add(after);
        }
        seen.forEach(state -> onDisk.put(state.alert().fingerprint(), state));
        view = seen.isEmpty() ? view : null;
        return true;
    }

    private boolean isSight(AlertState before, AlertState after, Moment due) {
        Fingerprint fingerprint = before.alert().fingerprint();
        Moment written = sightOnDisk.get(fingerprint);
        return !changes.all().containsKey(fingerprint)
                && AlertTable.differInSightOnly(after, before)
                && (after.seenAt().equals(before.seenAt()) || (written != null && !written.isBefore(due)));
    }

    synchronized void merge(Consumer<AlertChanges> news) {
        news.accept(changes);
    }

    @Override
    public void flush(Session sql) throws SQLException {
        AlertTable table = new AlertTable(sql);
        for (Map.Entry<Fingerprint, Optional<AlertState>> change : changes.all().entrySet()) {
            AlertState before = onDisk.get(change.getKey());
            AlertState after = change.getValue().orElse(null);
            if (after == null) {
                table.forget(change.getKey());
            } else if (before != null && AlertTable.differInSightOnly(after, before)) {
                table.see(after);
            } else {
                table.save(after);
            }
        }
    }

    @Override
    public synchronized void committed() {
        changes.all().forEach((fingerprint, state) -> state.ifPresentOrElse(this::stored, () -> forget(fingerprint)));
        if (!changes.all().isEmpty()) {
            view = null;
        }
        changes.all().clear();
    }

    private void forget(Fingerprint fingerprint) {
        onDisk.remove(fingerprint);
        sightOnDisk.remove(fingerprint);
    }

    @Override
    public synchronized void rolledBack() {
        changes.all().clear();
    }
}
