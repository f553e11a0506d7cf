package dev.headroom.receiver.store;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.time.Moment;
import java.util.Collection;
import java.util.List;

/** What is believed of every alert. */
public interface AlertStore {

    /**
     * Merges one notification's alerts, all or none; they are on disk when this returns. A merge that changes
     * nothing but the time of the last sight still counts as seen.
     */
    void receive(List<AlertUpdate> updates, Moment now);

    /** As {@link #receive}, but that it may not be on disk yet; so its reader need not keep it until it is. */
    default Receipt take(List<AlertUpdate> updates, Moment now) {
        receive(updates, now);
        return () -> {};
    }

    /** Of news that was merged. */
    @FunctionalInterface
    interface Receipt {

        /** Returns when the news is on disk; throws {@link StoreException} where it could not be made so. */
        void await();
    }

    /**
     * Takes over what Alertmanager's own API listed as active.
     *
     * @param asked when it was asked: what was heard since is newer than the list
     * @param complete alerts that are firing here and missing there have ended or are silenced
     */
    void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now);

    /** Everything that is known, ends and suspects included; expired ones may be missing. */
    Collection<AlertState> alerts();
}
