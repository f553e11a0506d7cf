package dev.headroom.receiver.store.memory;

import static java.util.stream.Collectors.toSet;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything in memory; passes the same contract as the stores that last. */
public final class InMemoryStore implements Store {

    private final AlertLifecycle lifecycle;
    private final Map<Fingerprint, AlertState> alerts = new HashMap<>();
    private final History history = new History();
    private final Map<String, ManualOverride> overrides = new TreeMap<>();
    private final Map<String, String> notes = new HashMap<>();
    private volatile boolean leads = true;
    private boolean closed;

    public InMemoryStore(AlertLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public synchronized void receive(List<AlertUpdate> updates, Moment now) {
        open();
        updates.forEach(update ->
                alerts.compute(update.alert().fingerprint(), (f, before) -> lifecycle.after(before, update, now)));
    }

    @Override
    public synchronized void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now) {
        open();
        active.forEach(alert ->
                alerts.compute(alert.fingerprint(), (f, before) -> lifecycle.listed(before, alert, asked, now)));
        Set<Fingerprint> listed = active.stream().map(Alert::fingerprint).collect(toSet());
        alerts.replaceAll(
                (fingerprint, state) -> complete && !listed.contains(fingerprint) && lifecycle.missing(state, asked)
                        ? lifecycle.ended(state, asked, now)
                        : state);
    }

    @Override
    public synchronized Collection<AlertState> alerts() {
        return List.copyOf(alerts.values());
    }

    @Override
    public synchronized List<Action> actions(Instant since) {
        return history.actions(since);
    }

    @Override
    public synchronized List<Rollout> rollouts() {
        return history.rollouts();
    }

    @Override
    public synchronized void begin(Rollout rollout, Explanation explanation) {
        open();
        history.begin(rollout, explanation);
    }

    @Override
    public synchronized void save(Rollout rollout) {
        open();
        history.save(rollout);
    }

    @Override
    public synchronized void adopt(Action foreign, Explanation explanation) {
        open();
        history.adopt(foreign, explanation);
    }

    @Override
    public synchronized void record(Explanation explanation) {
        open();
        history.record(explanation);
    }

    @Override
    public synchronized List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit) {
        return history.decisions(service, before, limit);
    }

    @Override
    public synchronized Optional<DecisionRecord> decision(long id) {
        return history.decision(id);
    }

    /** Lets it lead, or another. */
    public void lead(boolean lead) {
        leads = lead;
    }

    @Override
    public boolean leads() {
        return leads;
    }

    @Override
    public String leader() {
        return "this process";
    }

    @Override
    public synchronized List<ManualOverride> overrides(Instant now) {
        return overrides.values().stream().filter(order -> order.active(now)).toList();
    }

    @Override
    public synchronized void put(ManualOverride override, Explanation told) {
        record(told);
        overrides.put(override.service(), override);
    }

    @Override
    public synchronized void release(ManualOverride override, Explanation told) {
        open();
        if (overrides.remove(override.service(), override)) {
            record(told);
        }
    }

    @Override
    public synchronized Optional<String> note(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    @Override
    public synchronized void note(String name, String value) {
        open();
        notes.put(name, value);
    }

    @Override
    public synchronized void compact(Moment settled, Instant keepSince) {
        open();
        alerts.values().removeIf(state -> lifecycle.forgotten(state, settled));
        history.compact(keepSince);
    }

    @Override
    public synchronized void probe() {
        open();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void open() {
        if (closed) {
            throw new StoreException("the store is closed");
        }
    }
}
