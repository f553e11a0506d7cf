package dev.headroom.receiver.store.redis;

import static redis.clients.jedis.params.ZRangeParams.zrangeByLexParams;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Flight;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.Times;
import dev.headroom.receiver.store.json.StoredJson;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Actions by time, and the rollouts in flight, one a service; written by the leader only. */
record Actions(Link link, History history, Pen pen) {
    private static final int TRIES = 20;
    private static final Comparator<Action> BY_TIME =
            Comparator.comparing(Action::at).thenComparing(Action::id);

    List<Action> since(Instant since) {
        Map<String, Action> found = new HashMap<>();
        inFlight().forEach(rollout -> found.put(rollout.action().id(), rollout.action()));
        read(link.ask(redis ->
                        redis.zrange(link.key(Key.ACTION_TIMES), zrangeByLexParams("[" + Times.text(since), "+"))))
                .forEach(action -> found.put(action.id(), action));
        return found.values().stream().sorted(BY_TIME).toList();
    }

    private List<Action> read(List<String> times) {
        if (times.isEmpty()) {
            return List.of();
        }
        String[] ids = times.stream().map(Actions::id).toArray(String[]::new);
        return link.ask(redis -> redis.hmget(link.key(Key.ACTIONS), ids)).stream()
                .filter(text -> text != null) // forgotten just now
                .map(text -> StoredJson.read(text, Action.class))
                .toList();
    }

    List<Rollout> inFlight() {
        return flights()
                .map(Flight::rollout)
                .sorted(Comparator.comparing(Rollout::action, BY_TIME))
                .toList();
    }

    Optional<Rollout> inFlight(String service) {
        return Optional.ofNullable(kept(service))
                .map(text -> StoredJson.read(text, Flight.class))
                .map(Flight::rollout);
    }

    private @Nullable String kept(String service) {
        return link.ask(redis -> redis.hget(link.key(Key.FLIGHTS), service));
    }

    Stream<Flight> flights() {
        return link.ask(redis -> redis.hvals(link.key(Key.FLIGHTS))).stream()
                .map(text -> StoredJson.read(text, Flight.class));
    }

    void begin(Rollout rollout, Explanation explanation) {
        String id = rollout.action().id();
        Flight flight = Flight.begun(rollout, history.next());
        Change change = added(flight, explanation)
                .set(link.key(Key.FLIGHTS), rollout.service(), StoredJson.write(flight))
                .where(link.key(Key.FLIGHTS), rollout.service(), null)
                .where(link.key(Key.ACTIONS), id, null);
        if (!pen.commit(change)) {
            throw new StoreException("cannot begin action " + id + ": " + rollout.service()
                    + " has a rollout in flight, which must end first, or the action was begun before");
        }
    }

    void adopt(Action foreign, Explanation explanation) {
        pen.commit(added(Flight.foreign(foreign, history.next()), explanation));
    }

    /** The action, and the line that tells of it. */
    private Change added(Flight flight, Explanation explanation) {
        Action action = flight.action();
        Change change = pen.asLeader()
                .set(link.key(Key.ACTIONS), action.id(), StoredJson.write(action))
                .rank(link.key(Key.ACTION_TIMES), 0, time(action));
        return history.add(change, flight.line(), explanation, flight.told());
    }

    /** Writes the next state; an ended rollout stays as it ended, whatever comes late. */
    void save(Rollout rollout) {
        int tries = 0;
        while (!saved(rollout)) {
            if (++tries == TRIES) {
                throw new StoreException("cannot write to " + link.address() + ": others changed the same each time");
            }
        }
    }

    private boolean saved(Rollout rollout) {
        String kept = kept(rollout.service());
        Flight flight = kept == null ? null : StoredJson.read(kept, Flight.class);
        if (flight == null || !flight.action().id().equals(rollout.action().id())) {
            refuseUnlessEnded(rollout);
            return true;
        }
        return pen.commit(moved(flight.moved(rollout)).where(link.key(Key.FLIGHTS), rollout.service(), kept));
    }

    private Change moved(Flight flight) {
        Change change = history.tell(pen.asLeader(), flight.line(), flight.told());
        if (flight.running()) {
            return change.set(link.key(Key.FLIGHTS), flight.rollout().service(), StoredJson.write(flight));
        }
        return change.remove(link.key(Key.FLIGHTS), flight.rollout().service())
                .set(link.key(Key.ACTIONS), flight.action().id(), StoredJson.write(flight.action()));
    }

    private void refuseUnlessEnded(Rollout rollout) {
        String id = rollout.action().id();
        String kept = link.ask(redis -> redis.hget(link.key(Key.ACTIONS), id));
        boolean same = kept != null
                && StoredJson.read(kept, Action.class).result()
                        == rollout.phase().result();
        if (!same || !rollout.phase().ended()) {
            throw new StoreException("cannot save phase " + rollout.phase() + " of action " + id
                    + ": its rollout was never begun, or has ended otherwise");
        }
    }

    /** Forgets what is older and does not run. */
    void forget(Instant keepSince, Set<String> running) {
        Change change = pen.asLeader();
        link
                .ask(redis ->
                        redis.zrange(link.key(Key.ACTION_TIMES), zrangeByLexParams("-", "(" + Times.text(keepSince))))
                .stream()
                .filter(time -> !running.contains(id(time)))
                .forEach(time ->
                        change.unrank(link.key(Key.ACTION_TIMES), time).remove(link.key(Key.ACTIONS), id(time)));
        pen.commit(change);
    }

    /** In the order of time. */
    private static String time(Action action) {
        return Times.text(action.at()) + " " + action.id();
    }

    private static String id(String time) {
        return time.substring(time.indexOf(' ') + 1);
    }
}
