package dev.headroom.receiver.store.memory;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.AlertChanges;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.Span;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything in memory; passes the same contract as the stores that last. */
public final class InMemoryStore implements Store {

    private final AlertLifecycle lifecycle;
    private final Map<Fingerprint, AlertState> alerts = new HashMap<>();
    private final History history = new History();
    private final Map<String, ManualOverride> overrides = new TreeMap<>();
    private final Map<String, String> notes = new HashMap<>();
    private final Map<String, NavigableMap<Instant, Span>> spans = new HashMap<>();
    private final Election election = Election.alone(new Candidate("this process", ""));
    private volatile boolean leads = true;
    private boolean closed;

    public InMemoryStore(AlertLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public synchronized void receive(List<AlertUpdate> updates, Moment now) {
        change(changes -> changes.receive(updates, now));
    }

    @Override
    public synchronized void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now) {
        change(changes -> changes.reconcile(active, complete, asked, now));
    }

    private void change(Consumer<AlertChanges> news) {
        open();
        AlertChanges changes = new AlertChanges(lifecycle, alerts);
        news.accept(changes);
        changes.all().forEach((fingerprint, state) -> alerts.compute(fingerprint, (f, before) -> state.orElse(null)));
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
        leading();
        history.begin(rollout, explanation);
    }

    @Override
    public synchronized void save(Rollout rollout) {
        leading();
        history.save(rollout);
    }

    @Override
    public synchronized void adopt(Action foreign, Explanation explanation) {
        leading();
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
    public Election election() {
        return election;
    }

    @Override
    public boolean leads() {
        return leads;
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
        leading();
        notes.put(name, value);
    }

    @Override
    public synchronized List<Span> spans(String service) {
        return List.copyOf(spans.getOrDefault(service, new TreeMap<>()).values());
    }

    @Override
    public synchronized void keep(List<News> news) {
        leading();
        for (News one : news) {
            NavigableMap<Instant, Span> all = spans.computeIfAbsent(one.service(), service -> new TreeMap<>());
            all.headMap(one.since()).clear();
            all.tailMap(one.from()).clear();
            one.latest().forEach(span -> all.put(span.from(), span));
        }
    }

    @Override
    public synchronized void compact(Moment settled, Instant keepSince) {
        leading();
        change(changes -> changes.compact(settled));
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

    private void leading() {
        open();
        if (!leads) {
            throw new StoreException("this process does not lead any more, so it may not act");
        }
    }

    private void open() {
        if (closed) {
            throw new StoreException("the store is closed");
        }
    }
}
