package dev.headroom.receiver.store.memory;

import static java.util.Comparator.comparing;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Flight;
import dev.headroom.receiver.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was decided and done: actions, their rollouts with each phase entered, and the lines that tell of them. */
final class History {

    /** A line of the history with the action whose end it tells; an empty id for a hold. */
    private record Line(long id, Explanation explanation, String action) {}

    private final Map<String, Flight> flights = new LinkedHashMap<>();
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private long lastId;

    List<Action> actions(Instant since) {
        return actions.values().stream()
                .filter(action -> !action.at().isBefore(since) || running(action))
                .sorted(comparing(Action::at).thenComparing(Action::id))
                .toList();
    }

    List<Rollout> rollouts() {
        return flights.values().stream()
                .map(Flight::rollout)
                .filter(rollout -> !rollout.phase().ended())
                .sorted(comparing(rollout -> rollout.action().at()))
                .toList();
    }

    void begin(Rollout rollout, Explanation explanation) {
        Action action = rollout.action();
        if (actions.containsKey(action.id())) {
            throw new StoreException("cannot begin action " + action.id() + " twice");
        }
        if (rollouts().stream().anyMatch(other -> other.service().equals(rollout.service()))) {
            throw new StoreException(
                    "cannot begin action " + action.id() + ": " + rollout.service() + " has a rollout in flight");
        }
        actions.put(action.id(), action);
        lines.add(new Line(++lastId, explanation, action.id()));
        flights.put(action.id(), Flight.begun(rollout, lastId));
    }

    void save(Rollout rollout) {
        String id = rollout.action().id();
        Flight before = flights.get(id);
        if (before == null || before.ended(rollout)) {
            throw new StoreException("cannot save action " + id + ": never begun, or has ended otherwise");
        }
        Flight moved = before.moved(rollout);
        flights.put(id, moved);
        actions.put(id, moved.action());
    }

    void adopt(Action foreign, Explanation explanation) {
        actions.put(foreign.id(), foreign);
        lines.add(new Line(++lastId, explanation, foreign.id()));
    }

    void record(Explanation explanation) {
        lines.add(new Line(++lastId, explanation, ""));
    }

    List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit) {
        return lines.stream()
                .map(this::told)
                .filter(line -> service == null || line.explanation().service().equals(service))
                .filter(line -> before == null || line.explanation().at().isBefore(before))
                .sorted(Comparator.comparing(DecisionRecord::id).reversed())
                .limit(limit)
                .toList();
    }

    Optional<DecisionRecord> decision(long id) {
        return lines.stream().filter(line -> line.id() == id).map(this::told).findFirst();
    }

    /** Forgets lines and ended actions older than that. */
    void compact(Instant keepSince) {
        lines.removeIf(line -> line.explanation().at().isBefore(keepSince)
                && !told(line).result().equals("running"));
        actions.values().removeIf(action -> action.at().isBefore(keepSince) && !running(action));
        flights.keySet().retainAll(actions.keySet());
    }

    private DecisionRecord told(Line line) {
        Action action = actions.get(line.action());
        Flight flight = flights.get(line.action());
        Flight.Told told = flight != null
                ? flight.told()
                : action == null ? Flight.Told.HOLD : new Flight.Told(Flight.word(action.result()), "", List.of());
        return new DecisionRecord(line.id(), line.explanation(), told.result(), told.detail(), told.steps());
    }

    private static boolean running(Action action) {
        return action.result() == Action.Result.RUNNING;
    }
}
