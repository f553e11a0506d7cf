package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.hook.simulated.SimulatedHooks;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.reconcile.Ports;
import dev.headroom.receiver.reconcile.Reconciler;
import dev.headroom.receiver.reconcile.Witness;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Headroom itself, from the firing alerts on: its store, its loop, its rollouts, with a clock that is played. */
final class RulesScaler implements Scaler, Outcomes {

    private static final Duration CONFIRM_WITHOUT_API = Duration.ofSeconds(15);
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final int COMPACT_EVERY = 3600;
    private static final Duration KEPT = Duration.ofDays(2);

    private final RuleSet rules;
    private final ServicePolicy service;
    private final World world;
    private final News news;
    private final Store store;
    private final Witness witness;
    private final Reconciler reconciler;
    private final int evaluateEvery;
    private final int pollEvery;
    private String why = "";

    RulesScaler(RuleSet rules, ServicePolicy service, News news, World world) {
        HeadroomConfig.@Nullable Alertmanager api = rules.config().alertmanager();
        AlertLifecycle lifecycle =
                new AlertLifecycle(rules.config().timing().alertTtl(), api == null ? CONFIRM_WITHOUT_API : null);
        this.rules = rules;
        this.service = service;
        this.world = world;
        this.news = news;
        this.store = new InMemoryStore(lifecycle);
        this.witness = new Witness(
                new Witness.Terms(rules.config().timing().blindAfter(), Watchdog.none(), api != null),
                Moment.steady(world.clock().instant()));
        this.evaluateEvery = seconds(rules.config().timing().evaluateEvery());
        this.pollEvery = api == null ? 0 : seconds(api.pollInterval());
        this.reconciler = new Reconciler(
                alone(rules.policy(), service),
                lifecycle,
                new Ports(
                                store,
                                new ModelTarget(world, () -> why),
                                new SimulatedHooks(),
                                Timepiece.steady(world.clock()),
                                FRESH)
                        .inOneThread(),
                witness,
                this);
    }

    private static ScalingPolicy alone(ScalingPolicy policy, ServicePolicy service) {
        return new ScalingPolicy(Map.of(service.name(), service), policy.matrix(), policy.schedule());
    }

    private static int seconds(Duration duration) {
        return (int) Math.max(1, duration.toSeconds());
    }

    @Override
    public void step(long seconds) {
        Instant now = world.clock().instant();
        List<AlertUpdate> heard = news.step(seconds, now);
        Moment moment = Moment.steady(now);
        witness.polled(Map.of(), moment);
        if (!heard.isEmpty()) {
            store.receive(heard, moment);
        }
        if (pollEvery > 0 && seconds % pollEvery == 0) {
            store.reconcile(news.active(), true, moment, moment);
        }
        if (!heard.isEmpty() || seconds % evaluateEvery == 0) {
            reconciler.evaluate();
        }
        if (seconds % COMPACT_EVERY == 0) {
            reconciler.compact(KEPT);
        }
    }

    @Override
    public void decided(Explanation explanation) {
        if (explanation.outcome() == Explanation.Outcome.SCALE) {
            why = Sentence.of(explanation, rules.policy().schedule().zone());
            return;
        }
        explanation.verdicts().stream()
                .filter(Verdict::refused)
                .map(Verdict::guard)
                .distinct()
                .forEach(guard -> world.diary().refused(guard, evaluateEvery));
    }

    @Override
    public int rhythm() {
        Stream<Duration> times = rules.alerts().stream()
                .filter(rule -> rule.isOf(service.name()))
                .flatMap(rule -> Stream.of(
                        rule.interval(),
                        rule.delivery().first(),
                        rule.delivery().interval(),
                        rule.delivery().repeat()));
        return times.map(Duration::toSeconds)
                .map(BigInteger::valueOf)
                .reduce(BigInteger.valueOf(pollEvery), BigInteger::gcd)
                .gcd(BigInteger.valueOf(evaluateEvery))
                .intValue();
    }

    @Override
    public int max() {
        return service.replicas().max();
    }

    @Override
    public Map<String, Set<String>> missing() {
        return news.missing();
    }

    @Override
    public Map<String, Set<String>> without() {
        return news.without();
    }
}
