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
