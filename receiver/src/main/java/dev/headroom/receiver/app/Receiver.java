package dev.headroom.receiver.app;

import dev.headroom.clients.pem.TlsException;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.metrics.Metrics;
import dev.headroom.receiver.notify.Notices;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.reconcile.Ports;
import dev.headroom.receiver.reconcile.Reconciler;
import dev.headroom.receiver.reconcile.RecordedOrders;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.reconcile.TargetMemory;
import dev.headroom.receiver.reconcile.Witness;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.receiver.usage.ReplicaLog;
import dev.headroom.receiver.web.Api;
import dev.headroom.receiver.web.BindFailedException;
import dev.headroom.receiver.web.Changes;
import dev.headroom.receiver.web.Check;
import dev.headroom.receiver.web.Contract;
import dev.headroom.receiver.web.Exposition;
import dev.headroom.receiver.web.HttpServer;
import dev.headroom.receiver.web.LiveFeed;
import dev.headroom.receiver.web.OrdersApi;
import dev.headroom.receiver.web.Page;
import dev.headroom.receiver.web.ReloadApi;
import dev.headroom.receiver.webhook.Signals;
import dev.headroom.receiver.webhook.TokenFileException;
import dev.headroom.receiver.webhook.Tokens;
import dev.headroom.receiver.webhook.WebhookHandler;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running receiver. */
public final class Receiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    private final Store store;
    private final ScalingTarget target;
    private final Gpus gpus;
    private final Reconciler reconciler;
    private final EvaluationLoop loop;
    private final Chores chores;
    private final Optional<RightsCheck> rights;
    private final Optional<Reloading> reloading;
    private final Optional<Notices> notices;
    private final LiveFeed feed;
    private final HttpServer server;

    private Receiver(Setup setup, Store store) {
        HeadroomConfig config = setup.config();
        Timepiece clock = setup.clock();
        Metrics metrics = new Metrics();
        Adapters.World world = Adapters.world(setup, store, metrics);
        Witness witness = Courier.witness(config, clock);
        Hooks hooks = world.hooks();
        Changes changes = new Changes();
        this.store = store;
        this.target = world.target();
        TargetMemory.scales(
                store, config.target().inWords(), setup.policy().services().keySet());
        this.gpus = Gpus.of(setup, store, target, metrics.unloads());
        this.reconciler = new Reconciler(
                setup.policy(),
                Courier.lifecycle(config),
                new Ports(store, target, hooks, gpus.watch(), clock, setup.freshness()),
                witness,
                Broadcast.to(
                        new DecisionLog(this::zone),
                        metrics.outcomes(),
                        changes,
                        setup.listener(),
                        Adapters.announcements(target, this::zone)));
        RecordedOrders orders = new RecordedOrders(store, reconciler, clock, this::nudge);
        Statuses statuses = new Statuses(reconciler);
        this.notices = Adapters.notices(
                config,
                store,
                new Notices.World(
                        reconciler::policy, () -> reconciler.evidence().look(clock.moment()), clock));
        ReplicaLog replicas = new ReplicaLog(store, this::zone, clock);
        this.loop = new EvaluationLoop(() -> {
            orders.expire();
            reconciler.evaluate();
            replicas.look(LiveViews.counts(statuses.all()));
            return statuses.awaitsFirstLook();
        });
        metrics.show(statuses, clock);
        Supplier<GpuView> gpuView = () -> gpus.view(statuses);
        metrics.show(gpuView, gpus.exports(), clock);
        Courier courier = Courier.of(config, store, clock, new Courier.Listeners(witness, loop, metrics));
        this.rights = Adapters.rights(config, target);
        List<Supplier<Check>> others = new ArrayList<>();
        Optional.ofNullable(courier.poll()).map(Readiness::of).ifPresent(others::add);
        rights.ifPresent(others::add);
        HookWarnings.tell(setup.policy(), hooks);
        this.reloading = Optional.ofNullable(setup.origin())
                .map(origin -> new Reloading(origin, setup, inForce(config.target(), hooks, changes), clock));
        reloading.ifPresent(others::add);
        reloading.ifPresent(each -> metrics.show(each::successful, each::succeeded));
        Readiness readiness = new Readiness(store, loop, statuses, others, clock);
        metrics.show(readiness::byName);
        LiveViews views = new LiveViews(store, statuses, replicas, gpuView, readiness, clock);
        Tokens tokens = Tokens.of(config.listen().tokenFile(), config.listen().basicAuthFile(), clock);
        WebhookHandler webhook =
                new WebhookHandler(tokens, store, clock, new Signals(courier.news(), loop::nudge, metrics.webhook()));
        this.chores = new Chores(
                () -> store.leads() && !setup.frozen() && target.letGo(),
                this::compact,
                courier.poll(),
                Courier.pollInterval(config),
                config.timing().history());
        Api api = new Api(views, tokens, accept -> exposition(metrics), clock, this::zone);
        this.feed = api.feed(changes);
        this.server = Front.server(
                config,
                clock,
                List.of(
                        routes -> routes.post("/webhook", webhook),
                        api,
                        feed,
                        new OrdersApi(
                                views, new OrdersApi.Taking(orders, Adapters.relay(store)), tokens, clock, this::zone),
                        routes -> reloading.ifPresent(each -> new ReloadApi(each, tokens).accept(routes)),
                        new Contract(),
                        new Page()));
    }

    private Reloading.InForce inForce(TargetSpec spec, Hooks hooks, Changes changes) {
        return new Reloading.InForce() {
            @Override
            public ScalingPolicy policy() {
                return reconciler.policy();
            }

            @Override
            public void take(ScalingPolicy next) {
                HookWarnings.tell(next, hooks);
                Workloads.follow(target, spec, next, () -> reconciler.take(next));
                gpus.take(next);
                chores.policyTaken();
                changes.changed();
                nudge();
            }
        };
    }

    /** The leader's alone. */
    private void compact(Duration older) {
        if (store.leads()) {
            reconciler.compact(older);
        }
    }

    private void nudge() {
        loop.nudge();
    }

    /**
     * Starts everything, the server first, so that nothing is scaled where the address is taken.
     *
     * @throws StartException with what to change, when it cannot start as it is configured
     */
    public static Receiver start(Setup setup) {
        try {
            return Waiting.forStore(
                    setup,
                    present -> start(
                            present, Stores.store(setup.config(), Courier.lifecycle(setup.config()), setup.clock())));
        } catch (StoreException | TokenFileException | TlsException | BindFailedException e) {
            throw new StartException(e);
        }
    }

    /** Whatever fails closes the store again. */
    private static Receiver start(Setup setup, Store store) {
        try {
            Agreement.check(setup.config(), setup.policy());
            Receiver receiver = new Receiver(setup, store);
            receiver.start(setup.config(), setup.frozen());
            return receiver;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** That of the policy, in which people are told times. */
    private ZoneId zone() {
        return reconciler.policy().schedule().zone();
    }

    public int port() {
        return server.port();
    }

    /** Takes the policy that is in its file now, if a start would; the log tells. Nothing where there is no file. */
    public void reload() {
        reloading.ifPresent(Reloading::reload);
    }

    private void start(HeadroomConfig config, boolean frozen) {
        if (frozen) {
            LOG.warn(
                    "frozen: everything is decided and shown, and nothing is done, until it is started without --frozen");
        }
        server.start();
        feed.start();
        gpus.start();
        loop.start(config.timing().evaluateEvery());
        chores.start();
        rights.ifPresent(RightsCheck::start);
        notices.ifPresent(Notices::start);
        reloading.ifPresent(Reloading::start);
        LOG.info("listening on {}:{}", config.listen().at().host(), server.port());
    }

    /** Stops in the order of the way of a webhook: nothing new comes in, what began is written down. */
    @Override
    public void close() {
        reloading.ifPresent(Reloading::close);
        feed.close();
        server.close();
        chores.close();
        rights.ifPresent(RightsCheck::close);
        notices.ifPresent(Notices::close);
        loop.close();
        reconciler.close();
        gpus.close();
        target.close();
        store.close();
        LOG.info("stopped");
    }

    private static Exposition.Text exposition(Metrics metrics) {
        return new Exposition.Text(metrics.contentType(), metrics.scrape());
    }
}
