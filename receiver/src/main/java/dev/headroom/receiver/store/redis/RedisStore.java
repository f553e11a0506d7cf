package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    private final Keys keys;
    private final String caveat;
    private final Lease lease;
    private final AlertBook alerts;
    private final History history;
    private final Actions actions;

    private RedisStore(Link link, Keys keys, String caveat, AlertBook alerts, Lease lease) {
        this.link = link;
        this.keys = keys;
        this.caveat = caveat;
        this.alerts = alerts;
        this.lease = lease;
        this.history = new History(link, keys);
        this.actions = new Actions(link, keys, history, lease);
    }

    /**
     * Connects, and leads where nobody does and it is elected.
     *
     * @param election closed with the store
     * @throws StoreException when the server does not answer, may lose state, or holds what this version cannot read
     */
    public static RedisStore open(RedisAddress address, AlertLifecycle lifecycle, Election election, Timepiece clock) {
        return open(address, lifecycle, Lease.Terms.USUAL, election, clock);
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

    static RedisStore open(
            RedisAddress address, AlertLifecycle lifecycle, Lease.Terms terms, Election election, Timepiece clock) {
        Link link = new Link(address, CONNECTIONS);
        try {
            return opened(link, lifecycle, terms, election, clock);
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private static RedisStore opened(
            Link link, AlertLifecycle lifecycle, Lease.Terms terms, Election election, Timepiece clock) {
        Server server = Server.ask(link);
        server.check();
        Keys keys = new Keys(link.address().prefix());
        checkVersion(link, keys);
        AlertBook alerts = new AlertBook(link, keys, lifecycle, clock);
        alerts.all();
        String caveat = server.caveat(link);
        if (!caveat.isEmpty()) {
            LOG.warn("{}", caveat);
        }
        Lease lease = new Lease(new Link(link.address(), 1), keys, terms, election, clock);
        lease.start();
        return new RedisStore(link, keys, caveat, alerts, lease);
    }

    private static void checkVersion(Link link, Keys keys) {
        link.ask(redis ->
                redis.set(keys.version(), VERSION, SetParams.setParams().nx()));
        String version = link.ask(redis -> redis.get(keys.version()));
        if (!VERSION.equals(version)) {
            throw new StoreException("the state in " + link.address() + " has version " + version
                    + ", this headroom knows version " + VERSION
                    + "; run the headroom that wrote it, or give this one a prefix of its own with ?prefix=NAME");
        }
    }

    @Override
    public void receive(List<AlertUpdate> updates, Moment now) {
        alerts.receive(updates, now);
    }

    @Override
    public void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now) {
        alerts.reconcile(active, complete, asked, now);
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
        Change change = Change.free();
        history.add(change, history.next(), explanation, Flight.Told.HOLD);
        link.commit(change, keys.lease());
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
    public boolean leads() {
        return lease.held();
    }

    @Override
    public String leader() {
        return lease.leader();
    }

    @Override
    public boolean isLed() {
        return lease.isLed();
    }

    @Override
    public String caveat() {
        return caveat;
    }

    @Override
    public List<ManualOverride> overrides(Instant now) {
        return link.ask(redis -> redis.hvals(keys.overrides())).stream()
                .map(text -> Json.read(text, ManualOverride.class))
                .filter(override -> override.active(now))
                .sorted(Comparator.comparing(ManualOverride::service))
                .toList();
    }

    @Override
    public void put(ManualOverride override, Explanation told) {
        Change change = Change.free().set(keys.overrides(), override.service(), Json.write(override));
        history.add(change, history.next(), told, Flight.Told.HOLD);
        link.commit(change, keys.lease());
    }

    @Override
    public void release(ManualOverride override, Explanation told) {
        Change change = Change.free()
                .where(keys.overrides(), override.service(), Json.write(override))
                .remove(keys.overrides(), override.service());
        history.add(change, history.next(), told, Flight.Told.HOLD);
        link.commit(change, keys.lease());
    }

    @Override
    public Optional<String> note(String name) {
        return link.ask(redis -> Optional.ofNullable(redis.hget(keys.notes(), name)));
    }

    /** The leader's alone: they tell of what it does. */
    @Override
    public void note(String name, String value) {
        link.commit(Change.under(lease.text()).set(keys.notes(), name, value), keys.lease());
    }

    @Override
    public void compact(Moment settled, Instant keepSince) {
        alerts.compact(settled);
        history.forget(keepSince, actions.lines());
        actions.forget(keepSince);
    }

    @Override
    public void probe() {
        link.ask(redis -> redis.incr(keys.probes()));
        Server.ask(link).checkDurability();
    }

    @Override
    public void close() {
        try (link) {
            lease.close();
        }
    }
}
