package dev.headroom.receiver.store.memory;

import static java.util.Comparator.comparing;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.AlertChanges;
import dev.headroom.receiver.store.Flight;
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
    private final NavigableMap<Long, Explanation> lines = new TreeMap<>();
    /** By the line of the history that tells of it. */
    private final NavigableMap<Long, Flight> flights = new TreeMap<>();

    private final Map<String, ManualOverride> overrides = new TreeMap<>();
    private final Map<String, String> notes = new HashMap<>();
    private final Map<String, NavigableMap<Instant, Span>> spans = new HashMap<>();
    private final Election election = Election.alone(new Candidate("this process", ""));
    private volatile boolean leads = true;
    private boolean closed;
    private long lastLine;

    public InMemoryStore(AlertLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public synchronized void merge(Consumer<AlertChanges> news) {
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
        return flights.values().stream()
                .filter(flight -> flight.running() || !flight.action().at().isBefore(since))
                .map(Flight::action)
                .sorted(comparing(Action::at).thenComparing(Action::id))
                .toList();
    }

    @Override
    public synchronized List<Rollout> rollouts() {
        return flights.values().stream()
                .filter(Flight::running)
                .map(Flight::rollout)
                .sorted(comparing(rollout -> rollout.action().at()))
                .toList();
    }

    @Override
    public synchronized void begin(Rollout rollout, Explanation explanation) {
        leading();
        String id = rollout.action().id();
        if (flight(id).isPresent()) {
            throw new StoreException("cannot begin action " + id + " twice");
        }
        if (rollouts().stream().anyMatch(other -> other.service().equals(rollout.service()))) {
            throw new StoreException(
                    "cannot begin action " + id + ": " + rollout.service() + " has a rollout in flight");
        }
        record(explanation);
        flights.put(lastLine, Flight.begun(rollout, lastLine));
    }

    private Optional<Flight> flight(String action) {
        return flights.values().stream()
                .filter(flight -> flight.rollout().action().id().equals(action))
                .findFirst();
    }

    @Override
    public synchronized void save(Rollout rollout) {
        leading();
        String id = rollout.action().id();
        Flight before = flight(id)
                .filter(flight -> !flight.ended(rollout))
                .orElseThrow(
                        () -> new StoreException("cannot save action " + id + ": never begun, or has ended otherwise"));
        flights.put(before.line(), before.moved(rollout));
    }

    @Override
    public synchronized void adopt(Action foreign, Explanation explanation) {
        leading();
        record(explanation);
        flights.put(lastLine, Flight.foreign(foreign, lastLine));
    }

    @Override
    public synchronized void record(Explanation explanation) {
        open();
        lines.put(++lastLine, explanation);
    }

    @Override
    public synchronized List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit) {
        return lines.descendingMap().entrySet().stream()
                .filter(line -> service == null || line.getValue().service().equals(service))
                .filter(line -> before == null || line.getValue().at().isBefore(before))
                .limit(limit)
                .map(line -> told(line.getKey(), line.getValue()))
                .toList();
    }

    @Override
    public synchronized Optional<DecisionRecord> decision(long id) {
        return Optional.ofNullable(lines.get(id)).map(explanation -> told(id, explanation));
    }

    private DecisionRecord told(long line, Explanation explanation) {
        Flight flight = flights.get(line);
        return (flight == null ? Flight.Told.HOLD : flight.told()).line(line, explanation);
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
        merge(changes -> changes.compact(settled));
        flights.values()
                .removeIf(flight -> !flight.running() && flight.action().at().isBefore(keepSince));
        lines.entrySet()
                .removeIf(line -> line.getValue().at().isBefore(keepSince) && !flights.containsKey(line.getKey()));
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
