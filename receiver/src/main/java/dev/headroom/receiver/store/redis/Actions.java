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
import java.util.Set;
import java.util.stream.Stream;

/** Actions by time, and the rollouts in flight, one a service; written by the leader only. */
record Actions(Link link, Keys keys, History history, Pen pen) {
    private static final int TRIES = 20;

    List<Action> since(Instant since) {
        Map<String, Action> found = new HashMap<>();
        inFlight().forEach(rollout -> found.put(rollout.action().id(), rollout.action()));
        read(link.ask(redis -> redis.zrange(keys.actionTimes(), zrangeByLexParams("[" + Times.text(since), "+"))))
                .forEach(action -> found.put(action.id(), action));
        return found.values().stream().sorted(byTime()).toList();
    }

    private static Comparator<Action> byTime() {
        return Comparator.comparing(Action::at).thenComparing(Action::id);
    }

    private List<Action> read(List<String> times) {
        if (times.isEmpty()) {
            return List.of();
        }
        String[] ids = times.stream().map(Actions::id).toArray(String[]::new);
        return link.ask(redis -> redis.hmget(keys.actions(), ids)).stream()
                .filter(text -> text != null) // forgotten just now
                .map(text -> StoredJson.read(text, Action.class))
                .toList();
    }

    List<Rollout> inFlight() {
        return flights()
                .map(Flight::rollout)
                .sorted(Comparator.comparing(Rollout::action, byTime()))
                .toList();
    }

    Stream<Flight> flights() {
        return link.ask(redis -> redis.hvals(keys.flights())).stream().map(text -> StoredJson.read(text, Flight.class));
    }

    void begin(Rollout rollout, Explanation explanation) {
        Action action = rollout.action();
        Flight flight = Flight.begun(rollout, history.next());
        Change change =
                pen.asLeader().where(keys.flights(), rollout.service(), null).where(keys.actions(), action.id(), null);
        add(change, action);
        change.set(keys.flights(), rollout.service(), StoredJson.write(flight));
        history.add(change, flight.line(), explanation, flight.told());
        if (!pen.commit(change)) {
            throw new StoreException("cannot begin action " + action.id() + ": " + rollout.service()
                    + " has a rollout in flight, which must end first, or the action was begun before");
        }
    }

    void adopt(Action foreign, Explanation explanation) {
        Change change = pen.asLeader();
        add(change, foreign);
        history.add(change, history.next(), explanation, new Flight.Told(Flight.word(foreign.result()), "", List.of()));
        pen.commit(change);
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
        String kept = link.ask(redis -> redis.hget(keys.flights(), rollout.service()));
        Flight flight = kept == null ? null : StoredJson.read(kept, Flight.class);
        if (flight == null || !flight.action().id().equals(rollout.action().id())) {
            refuseUnlessEnded(rollout);
            return true;
        }
        return pen.commit(moved(flight.moved(rollout)).where(keys.flights(), rollout.service(), kept));
    }

    private Change moved(Flight flight) {
        Change change = pen.asLeader();
        history.tell(change, flight.line(), flight.told());
        if (!flight.rollout().phase().ended()) {
            return change.set(keys.flights(), flight.rollout().service(), StoredJson.write(flight));
        }
        return change.remove(keys.flights(), flight.rollout().service())
                .set(keys.actions(), flight.action().id(), StoredJson.write(flight.action()));
    }

    private void refuseUnlessEnded(Rollout rollout) {
        String id = rollout.action().id();
        String kept = link.ask(redis -> redis.hget(keys.actions(), id));
        boolean same = kept != null
                && StoredJson.read(kept, Action.class).result()
                        == rollout.phase().result();
        if (!same || !rollout.phase().ended()) {
            throw new StoreException("cannot save phase " + rollout.phase() + " of action " + id
                    + ": its rollout was never begun, or has ended otherwise");
        }
    }

    private void add(Change change, Action action) {
        change.set(keys.actions(), action.id(), StoredJson.write(action)).rank(keys.actionTimes(), 0, time(action));
    }

    /** Forgets what is older and does not run. */
    void forget(Instant keepSince, Set<String> running) {
        Change change = pen.asLeader();
        link
                .ask(redis -> redis.zrange(keys.actionTimes(), zrangeByLexParams("-", "(" + Times.text(keepSince))))
                .stream()
                .filter(time -> !running.contains(id(time)))
                .forEach(time -> change.unrank(keys.actionTimes(), time).remove(keys.actions(), id(time)));
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
