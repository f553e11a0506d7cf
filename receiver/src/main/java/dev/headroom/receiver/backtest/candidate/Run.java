package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.alerting.Alerting;
import dev.headroom.receiver.backtest.candidate.knative.KpaSpec;
import dev.headroom.receiver.backtest.model.Capacity;
import dev.headroom.receiver.backtest.model.Meters;
import dev.headroom.receiver.backtest.model.QueueModel;
import dev.headroom.receiver.backtest.model.Requests;
import dev.headroom.receiver.backtest.model.Sleep;
import dev.headroom.receiver.backtest.signal.Signals;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.lint.LintException;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.settings.Quantity;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One candidate, played against one trace: the same input always gives the same result. */
public final class Run {

    private static final int MINUTE = 60;

    private final @Nullable OpenLoop past;
    private final Trace trace;
    private final Settings settings;
    private final Requests requests;
    private final World world;
    private final Scaler scaler;
    private int longestQueue;

    private Run(Candidate candidate, Trace trace, Settings settings, @Nullable OpenLoop past) {
        this.past = past;
        this.trace = trace;
        this.settings = settings;
        this.requests = new Requests(settings.objective(), settings.giveUp());
        this.world = world(candidate.plan(), candidate.sleep());
        this.scaler = scaler(candidate.plan());
    }

    /** Plays the whole trace. */
    public static Result of(Candidate candidate, Trace trace, Settings settings) {
        return of(new Run(candidate, trace, settings, null), candidate);
    }

    /** Plays a past, with no request; what the candidate does changes nothing of it. */
    public static Result of(Candidate candidate, Trace silence, Settings settings, OpenLoop past) {
        return of(new Run(candidate, silence, settings, past), candidate);
    }

    private static Result of(Run run, Candidate candidate) {
        run.play();
        return run.result(candidate);
    }

    private World world(Candidate.Plan plan, Sleep sleep) {
        double warmup = settings.service().timings().warmup().toMillis() / 1e3;
        Capacity capacity = new Capacity(settings.work(), warmup, settings.giveUp(), sleep);
        int first = plan instanceof Candidate.Fixed fixed ? fixed.replicas() : first();
        QueueModel model = new QueueModel(capacity, first, trace.requests(), requests);
        Meters meters = new Meters(
                model,
                requests,
                new Meters.Settings(
                        settings.work(), settings.gpuBusy(), settings.fixed(), settings.sample(), Quantity::duration));
        return new World(model, meters, new PlayedClock(trace.begins()), new Diary());
    }

    private int first() {
        return past == null ? settings.first() : past.replicas();
    }

    private Scaler scaler(Candidate.Plan plan) {
        if (plan instanceof Candidate.Rules rules) {
            return new RulesScaler(rules.rules(), service(rules.rules()), news(rules.rules()), world);
        }
        if (plan instanceof Candidate.Hpa hpa) {
            return new HpaScaler(hpa.spec(), world);
        }
        if (plan instanceof Candidate.Keda keda) {
            Signals signals = signals();
            keda.rules().signals().forEach(rule -> signals.record(rule.name(), rule.labels(), rule.expression()));
            return new KedaScaler(keda.spec(), signals, world);
        }
        ReplicaLimits limits = settings.service().replicas();
        if (plan instanceof Candidate.Kpa kpa) {
            KpaSpec usual =
                    KpaSpec.usual(limits.min(), limits.max(), settings.work().slots());
            return new KpaScaler(kpa.spec().orElse(usual).with(kpa.varied()), world);
        }
        if (plan instanceof Candidate.Llmd) {
            return new LlmdScaler(settings.objective(), limits, world);
        }
        if (plan instanceof Candidate.Oracle oracle) {
            return new OracleScaler(oracle.fill(), trace, settings.work(), settings.service(), world);
        }
        if (plan instanceof Candidate.Recorded recorded) {
            return new RecordedScaler(recorded.changes(), world, limits.max());
        }
        return new FixedScaler(((Candidate.Fixed) plan).replicas());
    }

    private ServicePolicy service(RuleSet rules) {
        String name = settings.service().name();
        return Optional.ofNullable(rules.policy().service(name))
                .orElseThrow(() -> new LintException("the policy has no service " + name + "; it has "
                        + String.join(", ", rules.policy().services().keySet())));
    }

    private News news(RuleSet rules) {
        if (past != null) {
            return past.heard().apply(rules);
        }
        Signals signals = signals();
        return new PlayedNews(signals, new Alerting(rules, settings.service().name(), signals));
    }

    private Signals signals() {
        return new Signals(settings.service().name(), world.meters(), settings.sample());
    }

    private void play() {
        int step = BigInteger.valueOf(scaler.rhythm())
                .gcd(BigInteger.valueOf(settings.sample()))
                .gcd(BigInteger.valueOf(MINUTE))
                .intValue();
        for (long seconds = 0; seconds <= trace.seconds(); seconds += step) {
            world.clock().set(seconds);
            world.model().advance((double) seconds);
            if (seconds % settings.sample() == 0) {
                world.meters().sample();
            }
            scaler.step(seconds);
            note(seconds, step);
        }
    }

    private void note(long seconds, int step) {
        QueueModel model = world.model();
        longestQueue = Math.max(longestQueue, model.waiting());
        world.diary().atMax(model.count() >= scaler.max() ? step : 0);
        if (seconds % MINUTE == 0) {
            world.diary().point(new Result.Point(model.now(), model.count(), model.ready(), longestQueue));
            longestQueue = 0;
        }
    }

    private Result result(Candidate candidate) {
        double replicaHours = world.model().replicaSeconds() / 3600;
        world.model().drain();
        Diary diary = world.diary();
        return new Result(
                candidate.name(),
                new Result.Figures(
                        requests.count(),
                        requests.withinObjective(),
                        requests.p99Wait(),
                        requests.failed(),
                        replicaHours,
                        diary.changes().size(),
                        diary.reversals(),
                        diary.secondsAtMax() / 60.0,
                        minutes(diary.refused()),
                        requests.p90Ttft(),
                        requests.p90Tpot()),
                diary.changes(),
                diary.points(),
                scaler.missing(),
                notes(candidate.plan()));
    }

    private List<String> notes(Candidate.Plan plan) {
        List<String> notes = new ArrayList<>(world.meters().notes());
        scaler.without()
                .forEach((name, alerts) -> notes.add("not modelled: " + name
                        + "; these are played as if it were silent: " + String.join(", ", alerts)));
        if (plan instanceof Candidate.Rules rules) {
            notes.addAll(new WorkTimes(trace)
                    .outOfReach(rules.rules(), settings.service().name()));
        }
        return notes;
    }

    private static Map<Guard, Double> minutes(Map<Guard, Long> seconds) {
        Map<Guard, Double> minutes = new EnumMap<>(Guard.class);
        seconds.forEach((guard, count) -> minutes.put(guard, count / 60.0));
        return minutes;
    }
}
