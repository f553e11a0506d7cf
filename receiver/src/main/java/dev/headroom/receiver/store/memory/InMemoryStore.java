package dev.headroom.receiver.store.memory;

import static java.util.Comparator.comparing;
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
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Everything in memory; passes the same contract as the stores that last. */
public final class InMemoryStore implements Store {

    /** A line of the history with the action whose end it tells; an empty id for a hold. */
    private record Line(long id, Explanation explanation, String action) {}

    private final AlertLifecycle lifecycle;
    private final Map<Fingerprint, AlertState> alerts = new HashMap<>();
    private final Map<String, Rollout> rollouts = new LinkedHashMap<>();
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private final Map<String, List<DecisionRecord.Step>> steps = new HashMap<>();
    private final List<Line> history = new ArrayList<>();
    private final Map<String, ManualOverride> overrides = new TreeMap<>();
    private final Map<String, String> notes = new HashMap<>();
    private volatile boolean leads = true;
    private long lastId;
    private boolean closed;

    public InMemoryStore(AlertLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public synchronized void receive(List<AlertUpdate> updates, Instant now) {
        open();
        updates.forEach(update ->
                alerts.compute(update.alert().fingerprint(), (f, before) -> lifecycle.after(before, update, now)));
    }

    @Override
    public synchronized void reconcile(List<Alert> active, boolean complete, Instant asked, Instant now) {
        open();
        active.forEach(alert ->
                alerts.compute(alert.fingerprint(), (f, before) -> lifecycle.listed(before, alert, asked, now)));
        Set<Fingerprint> listed = active.stream().map(Alert::fingerprint).collect(toSet());
        alerts.values()
                .removeIf(state ->
                        complete && !listed.contains(state.alert().fingerprint()) && lifecycle.missing(state, asked));
    }

    @Override
    public synchronized Collection<AlertState> alerts() {
        return List.copyOf(alerts.values());
    }

    @Override
    public synchronized List<Action> actions(Instant since) {
        return actions.values().stream()
                .filter(action -> !action.at().isBefore(since) || running(action))
                .sorted(comparing(Action::at).thenComparing(Action::id))
                .toList();
    }

    @Override
    public synchronized List<Rollout> rollouts() {
        return rollouts.values().stream()
                .filter(rollout -> !rollout.phase().ended())
                .sorted(comparing(rollout -> rollout.action().at()))
                .toList();
    }

    @Override
    public synchronized void begin(Rollout rollout, Explanation explanation) {
        open();
        Action action = rollout.action();
        if (actions.containsKey(action.id())) {
            throw new StoreException("cannot begin action " + action.id() + " twice");
        }
        if (rollouts().stream().anyMatch(other -> other.service().equals(rollout.service()))) {
            throw new StoreException(
                    "cannot begin action " + action.id() + ": " + rollout.service() + " has a rollout in flight");
        }
        actions.put(action.id(), action);
        rollouts.put(action.id(), rollout);
        enter(rollout);
        history.add(new Line(++lastId, explanation, action.id()));
    }

    @Override
    public synchronized void save(Rollout rollout) {
        open();
        String id = rollout.action().id();
        Rollout before = rollouts.get(id);
        Action action = actions.get(id);
        if (before == null || action == null || (before.phase().ended() && before.phase() != rollout.phase())) {
            throw new StoreException("cannot save action " + id + ": never begun, or has ended otherwise");
        }
        rollouts.put(
                id,
                new Rollout(
                        action, rollout.phase(), rollout.since(), rollout.detail(), rollout.kept(), rollout.seats()));
        enter(rollout);
        if (rollout.phase().ended()) {
            end(id, rollout.phase(), rollout.since());
        }
    }

    private void end(String id, Phase phase, Instant when) {
        actions.computeIfPresent(id, (known, action) -> action.finished(phase.result(), when));
    }

    private void enter(Rollout rollout) {
        List<DecisionRecord.Step> entered =
                steps.computeIfAbsent(rollout.action().id(), id -> new ArrayList<>());
        DecisionRecord.Step step =
                new DecisionRecord.Step(rollout.phase().name().toLowerCase(Locale.ROOT), rollout.since());
        if (!entered.contains(step)) {
            entered.add(step);
        }
    }

    private DecisionRecord told(Line line) {
        Action action = actions.get(line.action());
        Rollout rollout = rollouts.get(line.action());
        return new DecisionRecord(
                line.id(),
                line.explanation(),
                action == null ? "" : word(action),
                rollout == null ? "" : rollout.detail(),
                steps.getOrDefault(line.action(), List.of()));
    }

    @Override
    public synchronized void adopt(Action foreign, Explanation explanation) {
        open();
        actions.put(foreign.id(), foreign);
        history.add(new Line(++lastId, explanation, foreign.id()));
    }

    @Override
    public synchronized void restamp(Instant since, UnaryOperator<Instant> moved) {
        open();
        actions(since).forEach(action -> actions.put(action.id(), action.startedAt(moved.apply(action.at()))));
        rollouts().forEach(rollout -> rollouts.put(rollout.action().id(), rollout.restamped(moved)));
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
    public synchronized void record(Explanation explanation) {
        open();
        history.add(new Line(++lastId, explanation, ""));
    }

    @Override
    public synchronized List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit) {
        return history.stream()
                .map(this::told)
                .filter(line -> service == null || line.explanation().service().equals(service))
                .filter(line -> before == null || line.explanation().at().isBefore(before))
                .sorted(Comparator.comparing(DecisionRecord::id).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<DecisionRecord> decision(long id) {
        return history.stream().filter(line -> line.id() == id).map(this::told).findFirst();
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
    public synchronized void compact(Instant now, Instant keepSince) {
        open();
        alerts.values().removeIf(state -> lifecycle.expired(state, now));
        history.removeIf(line -> line.explanation().at().isBefore(keepSince)
                && !told(line).result().equals("running"));
        actions.values().removeIf(action -> action.at().isBefore(keepSince) && !running(action));
        rollouts.keySet().retainAll(actions.keySet());
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

    private static boolean running(Action action) {
        return action.result() == Action.Result.RUNNING;
    }

    private static String word(Action action) {
        return action.result().name().toLowerCase(Locale.ROOT);
    }
}
