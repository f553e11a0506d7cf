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

    /** Those whose last sight the open transaction writes; the writing thread's. */
    private final List<AlertState> sights = new ArrayList<>();

    private @Nullable List<AlertState> view;

    AlertBook(AlertLifecycle lifecycle, Collection<AlertState> loaded) {
        this.lifecycle = lifecycle;
        this.changes = new AlertChanges(lifecycle, onDisk);
        this.lag = lifecycle.ttl().dividedBy(SIGHTS_A_LIFE);
        loaded.forEach(state -> onDisk.put(state.alert().fingerprint(), state));
        loaded.forEach(this::seen);
    }

    private void seen(AlertState state) {
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
        List<AlertState> seen = new ArrayList<>(updates.size());
        for (AlertUpdate update : updates) {
            AlertState before = onDisk.get(update.alert().fingerprint());
            AlertState after = before == null ? null : lifecycle.after(before, update, now);
            if (before == null || after == null || !isSight(before, after)) {
                return false;
            }
            seen.add(after);
        }
        seen.forEach(state -> onDisk.put(state.alert().fingerprint(), state));
        view = seen.isEmpty() ? view : null;
        return true;
    }

    private boolean isSight(AlertState before, AlertState after) {
        return !changes.all().containsKey(before.alert().fingerprint())
                && AlertTable.differInSightOnly(after, before)
                && (after.seenAt().equals(before.seenAt()) || !isDue(after));
    }

    /** Whether the sight on disk is so old that this one is to be there. */
    private boolean isDue(AlertState seen) {
        Moment written = sightOnDisk.get(seen.alert().fingerprint());
        return written == null || written.isBefore(seen.seenAt().minus(lag));
    }

    synchronized void merge(Consumer<AlertChanges> news) {
        news.accept(changes);
    }

    @Override
    public void flush(Session sql) throws SQLException {
        AlertTable table = new AlertTable(sql);
        for (Map.Entry<Fingerprint, Optional<AlertState>> change : changes.all().entrySet()) {
            AlertState after = change.getValue().orElse(null);
            if (after == null) {
                table.forget(change.getKey());
            } else {
                write(after, onDisk.get(change.getKey()), table);
            }
        }
    }

    /** Only what is another than before: of a group mostly a text changes, and all of it was seen. */
    private void write(AlertState after, @Nullable AlertState before, AlertTable table) throws SQLException {
        if (before == null || !AlertTable.differInWordsOnly(after, before)) {
            table.save(after);
            see(after, table);
            return;
        }
        if (!after.alert().equals(before.alert())) {
            table.annotate(after.alert());
        }
        if (isDue(after)) {
            see(after, table);
        }
    }

    private void see(AlertState state, AlertTable table) throws SQLException {
        table.see(state);
        sights.add(state);
    }

    @Override
    public synchronized void committed() {
        sights.forEach(this::seen);
        changes.all()
                .forEach((fingerprint, after) ->
                        after.ifPresentOrElse(state -> onDisk.put(fingerprint, state), () -> forget(fingerprint)));
        if (!changes.all().isEmpty()) {
            view = null;
        }
        clear();
    }

    private void clear() {
        changes.all().clear();
        sights.clear();
    }

    private void forget(Fingerprint fingerprint) {
        onDisk.remove(fingerprint);
        sightOnDisk.remove(fingerprint);
    }

    @Override
    public synchronized void rolledBack() {
        clear();
    }
}
