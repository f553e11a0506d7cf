package dev.headroom.receiver.store.redis;

import static java.util.stream.Collectors.toSet;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.AlertChanges;
import dev.headroom.receiver.store.Flight;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.json.StoredJson;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.receiver.usage.Span;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.SetParams;

/** All state in a Redis that several receivers share: each takes alerts, one leads and alone begins and moves rollouts. */
public final class RedisStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(RedisStore.class);
    private static final String VERSION = "1";
    private static final int CONNECTIONS = 16;

    private final Link link;
    private final String caveat;
    private final Election election;
    private final Pen pen;
    private final AlertBook alerts;
    private final History history;
    private final Actions actions;

    private RedisStore(Link link, String caveat, AlertLifecycle lifecycle, Election election, Timepiece clock) {
        this.link = link;
        this.caveat = caveat;
        this.election = election;
        this.pen = new Pen(link, election);
        this.alerts = new AlertBook(link, pen, lifecycle, clock);
        this.history = new History(link, pen);
        this.actions = new Actions(link, history, pen);
    }

    /**
     * Connects.
     *
     * @param election closed with the store, also where it cannot be opened
     * @throws StoreException when the server does not answer, may lose state, or holds what this version cannot read
     */
    public static RedisStore open(RedisAddress address, AlertLifecycle lifecycle, Election election, Timepiece clock) {
        Link link = new Link(address, CONNECTIONS);
        try {
            Server server = Server.ask(link);
            server.check();
            checkVersion(link);
            RedisStore store = new RedisStore(link, server.caveat(link), lifecycle, election, clock);
            store.alerts.all();
            if (!store.caveat.isEmpty()) {
                LOG.warn("{}", store.caveat);
            }
            return store;
        } catch (RuntimeException e) {
            election.close();
            link.close();
            throw e;
        }
    }

    /**
     * Connects, and ends the connection.
     *
     * @throws StoreException as {@link #open} would, but for what is stored
     */
    public static void check(RedisAddress address) {
        try (Link link = new Link(address, 1)) {
            Server.ask(link).check();
        }
    }

    private static void checkVersion(Link link) {
        link.ask(redis ->
                redis.set(link.key(Key.VERSION), VERSION, SetParams.setParams().nx()));
        String version = link.ask(redis -> redis.get(link.key(Key.VERSION)));
        if (!VERSION.equals(version)) {
            throw new StoreException(
                    "the state in " + link.address() + " has version " + version
                            + ", this headroom knows version " + VERSION
                            + "; run the headroom that wrote it, for with another ?prefix=NAME two would lead, each without the other's overrides and cooldowns");
        }
    }

    @Override
    public void merge(Consumer<AlertChanges> news) {
        alerts.merge(Change.ANYBODY, news);
    }

    @Override
    public Collection<AlertState> alerts() {
        return alerts.all();
    }

    @Override
    public List<Action> actions(Instant since) {
        return actions.since(since);
    }

    @Override
    public List<Rollout> rollouts() {
        return actions.inFlight();
    }

    @Override
    public Optional<Rollout> rollout(String service) {
        return actions.inFlight(service);
    }

    @Override
    public void begin(Rollout rollout, Explanation explanation) {
        actions.begin(rollout, explanation);
    }

    @Override
    public void save(Rollout rollout) {
        actions.save(rollout);
    }

    @Override
    public void adopt(Action foreign, Explanation explanation) {
        actions.adopt(foreign, explanation);
    }

    @Override
    public void record(Explanation explanation) {
        pen.commit(history.add(pen.asAnybody(), explanation));
    }

    @Override
    public List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit) {
        return history.page(service, before, limit);
    }

    @Override
    public Optional<DecisionRecord> decision(long id) {
        return history.one(id);
    }

    @Override
    public Election election() {
        return election;
    }

    @Override
    public String caveat() {
        return caveat;
    }

    @Override
    public List<ManualOverride> overrides(Instant now) {
        return link.ask(redis -> redis.hvals(link.key(Key.OVERRIDES))).stream()
                .map(text -> StoredJson.read(text, ManualOverride.class))
                .filter(override -> override.active(now))
                .sorted(Comparator.comparing(ManualOverride::service))
                .toList();
    }

    @Override
    public void put(ManualOverride override, Explanation told) {
        Change change = pen.asAnybody().set(link.key(Key.OVERRIDES), override.service(), StoredJson.write(override));
        pen.commit(history.add(change, told));
    }

    @Override
    public void release(ManualOverride override, Explanation told) {
        Change change = pen.asAnybody()
                .where(link.key(Key.OVERRIDES), override.service(), StoredJson.write(override))
                .remove(link.key(Key.OVERRIDES), override.service());
        pen.commit(history.add(change, told));
    }

    @Override
    public Optional<String> note(String name) {
        return link.ask(redis -> Optional.ofNullable(redis.hget(link.key(Key.NOTES), name)));
    }

    @Override
    public void note(String name, String value) {
        pen.commit(pen.asLeader().set(link.key(Key.NOTES), name, value));
    }

    @Override
    public List<Span> spans(String service) {
        return link.ask(redis -> redis.zrange(link.key(Key.SPANS, service), 0, -1)).stream()
                .map(text -> StoredJson.read(text, Span.class))
                .toList();
    }

    @Override
    public void keep(List<News> news) {
        Change change = pen.asLeader();
        for (News one : news) {
            String key = link.key(Key.SPANS, one.service());
            change.unrank(key, "-inf", "(" + one.since().getEpochSecond());
            change.unrank(key, Long.toString(one.from().getEpochSecond()), "+inf");
            one.latest().forEach(span -> change.rank(key, span.from().getEpochSecond(), StoredJson.write(span)));
        }
        pen.commit(change);
    }

    @Override
    public void compact(Moment settled, Instant keepSince) {
        alerts.merge(pen.leading(), changes -> changes.compact(settled));
        List<Flight> running = actions.flights().toList();
        history.forget(keepSince, running.stream().map(Flight::line).collect(toSet()));
        actions.forget(
                keepSince, running.stream().map(flight -> flight.action().id()).collect(toSet()));
    }

    @Override
    public void probe() {
        link.ask(redis -> redis.incr(link.key(Key.PROBES)));
        Server.ask(link).checkDurability();
    }

    @Override
    public void close() {
        try (link) {
            election.close();
        }
    }
}
