package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.AlertChanges;
import dev.headroom.receiver.store.AlertStore.Receipt;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All alerts in memory, as they are on disk; and what is about to be. Changes gather while the ones before are written, and for a
 * moment after that: so many callers share one commit, and many changes of one alert one row. After a quiet time they are
 * written at once.
 *
 * <p>The time of the last sight alone may be newer here than on disk, by a fiftieth of the time after which an unseen
 * alert expires: a crash lets an alert expire sooner by as much, and a group that is sent again every few seconds costs
 * no write.
 */
final class AlertBook {
    private static final int SIGHTS_A_LIFE = 50;
    private static final Duration REST = Duration.ofMillis(20);
    private static final Receipt ON_DISK = () -> {};

    private final AlertLifecycle lifecycle;
    private final Writer writer;
    private final Tenure tenure;
    private final Duration lag;
    private final Map<Fingerprint, AlertState> onDisk = new ConcurrentHashMap<>();
    private final Map<Fingerprint, Moment> sightOnDisk = new ConcurrentHashMap<>();

    /** What a merge joins, and what a transaction holds that is not over. */
    private @Nullable Gathering gathering;

    private @Nullable Gathering writing;
    private boolean resting;
    private @Nullable List<AlertState> view;

    AlertBook(AlertLifecycle lifecycle, Collection<AlertState> loaded, Writer writer, Tenure tenure) {
        this.lifecycle = lifecycle;
        this.writer = writer;
        this.tenure = tenure;
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

    @Nullable
    AlertState onDisk(Fingerprint fingerprint) {
        return onDisk.get(fingerprint);
    }

    /** Whether the sight on disk is so old that this one is to be there. */
    boolean isDue(AlertState seen) {
        Moment written = sightOnDisk.get(seen.alert().fingerprint());
        return written == null || written.isBefore(seen.seenAt().minus(lag));
    }

    /** Takes news, which is on disk when its receipt says so. */
    Receipt take(List<AlertUpdate> updates, Moment now) {
        tenure.mustLast(now);
        return taken(updates, now);
    }

    private synchronized Receipt taken(List<AlertUpdate> updates, Moment now) {
        return sees(updates, now) ? ON_DISK : merge(changes -> changes.receive(updates, now));
    }

    /** Makes a change, which is on disk when its receipt says so. */
    synchronized Receipt merge(Consumer<AlertChanges> change) {
        Gathering joined = gathering == null ? new Gathering(this, unchanged()) : gathering;
        gathering = joined;
        add(change, joined);
        if (!resting && writing == null) {
            go(joined);
        }
        return () -> writer.await(joined.ticket());
    }

    /** All of it or, with all that has gathered, none. */
    private void add(Consumer<AlertChanges> change, Gathering gathered) {
        try {
            change.accept(gathered.changes());
        } catch (RuntimeException e) {
            gathered.breaks(e);
            gathering = null;
            go(gathered);
            throw e;
        }
    }

    private AlertChanges unchanged() {
        return writing == null
                ? new AlertChanges(lifecycle, onDisk)
                : writing.changes().next();
    }

    private void go(Gathering gathered) {
        if (gathered.submits()) {
            writer.submit(gathered.ticket());
        }
    }

    private void rests() {
        writing = null;
        resting = true;
        writer.later(REST, this::rested);
    }

    private synchronized void rested() {
        resting = false;
        if (gathering != null) {
            go(gathering);
        }
    }

    /**
     * Takes over news that need not be written: all of it is of alerts that are on disk but for the latest sight, and that no
     * open transaction touches. Returns false, and changes nothing, where some of it is more.
     */
    private boolean sees(List<AlertUpdate> updates, Moment now) {
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
        Fingerprint fingerprint = before.alert().fingerprint();
        return !touches(gathering, fingerprint)
                && !touches(writing, fingerprint)
                && AlertTable.differInSightOnly(after, before)
                && (after.seenAt().equals(before.seenAt()) || !isDue(after));
    }

    private static boolean touches(@Nullable Gathering gathered, Fingerprint fingerprint) {
        return gathered != null && gathered.changes().all().containsKey(fingerprint);
    }

    /** It is about to be written: from now on others gather. Throws {@link StoreException} where no start would find it. */
    void begins(Gathering gathered) {
        closes(gathered);
        tenure.mustLast();
    }

    private synchronized void closes(Gathering gathered) {
        if (gathering == gathered) {
            gathering = null;
            writing = gathered;
        }
    }

    /** It is on disk. */
    synchronized void takesOver(Gathering gathered) {
        gathered.sights().forEach(this::seen);
        gathered.changes()
                .all()
                .forEach((fingerprint, after) ->
                        after.ifPresentOrElse(state -> onDisk.put(fingerprint, state), () -> forget(fingerprint)));
        if (!gathered.changes().all().isEmpty()) {
            view = null;
        }
        gathered.changes().all().clear();
        rests();
    }

    private void forget(Fingerprint fingerprint) {
        onDisk.remove(fingerprint);
        sightOnDisk.remove(fingerprint);
    }

    /** It will never be on disk, and nothing that builds on it. */
    synchronized void drops(Gathering gathered, Throwable why) {
        if (writing == gathered) {
            if (gathering != null) {
                gathering.breaks(why);
                go(gathering);
            }
            gathering = null;
            rests();
        } else if (gathering == gathered) {
            gathering = null;
        }
    }
}
