package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.Backtest;
import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.Limit;
import dev.headroom.receiver.backtest.RecordedPast;
import dev.headroom.receiver.backtest.Sweep;
import dev.headroom.receiver.backtest.Variable;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.backtest.past.ClosedLoop;
import dev.headroom.receiver.backtest.past.OwnPast;
import dev.headroom.receiver.backtest.past.PastFile;
import dev.headroom.receiver.backtest.past.PastReader;
import dev.headroom.receiver.backtest.past.PastReport;
import dev.headroom.receiver.backtest.report.JsonReport;
import dev.headroom.receiver.backtest.report.Report;
import dev.headroom.receiver.backtest.report.TextReport;
import dev.headroom.receiver.backtest.trace.Shape;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ServicePolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plays rules and policy against a trace, and compares them with others. */
@Command(
        name = "backtest",
        description = {
            "Shows what a change of rules or policy would have done to a load of before, or a made one.",
            "Plays a trace of requests through a queueing model, with the alert rules, Alertmanager's delays, and Headroom's"
                    + " own decisions and rollouts; with --from-prometheus your own past.",
            "Ends with 1 where a --fail-if holds."
        },
        mixinStandardHelpOptions = true)
final class BacktestCommand implements Callable<Integer> {

    private static final int REFUSED = 1;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private TraceOptions trace;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelOptions model;

    @Mixin
    private final PastOptions past = new PastOptions();

    @Option(
            names = "--closed-loop",
            description = {
                "Rebuilds the requests of a past from what was counted of them, and plays those, so that replicas change what",
                "comes of them; with --from-prometheus, or --trace FILE that it has saved."
            })
    private boolean closedLoop;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--service", description = "Default ${DEFAULT-VALUE}.")
    private String service = "worker-llm";

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description =
                    "Folder that holds alert-rules/, or a variant like alert-rules/demand; default the current one.")
    private Path rules = Path.of("");

    @Option(names = "--policy", paramLabel = "FILE", description = "Another scaling policy than the folder's.")
    private @Nullable Path policy;

    @Option(
            names = "--against",
            paramLabel = "SPEC",
            arity = "1..*",
            description = {
                "What to compare with: git:REV, a folder, hpa:FILE (a manifest of a HorizontalPodAutoscaler),",
                "keda:FILE (a ScaledObject), kpa or kpa:FILE (Knative, with its defaults or a Service of it), llmd",
                "(llm-d's control law), static:N, oracle:SHARE (knows what comes, and fills its slots to that share),",
                "standby:WAKE,N (what is judged, of whose replicas N may sleep and wake in that time: standby:4s,2)."
            })
    private List<String> against = List.of();

    @Option(
            names = "--sweep",
            paramLabel = "NAME=VALUES",
            description = {
                "Tries all values, and marks those that no other beats: LLMQueueBuildup.threshold=20..80,10,",
                "LLMQueueBuildup.for=1m,2m, queue_length.cooldown=5..15,5m, hpa.utilization=30..80,10."
            })
    private List<String> sweep = List.of();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Writes a page (.html) or what a pull request shows (.md); may be given twice.")
    private List<Path> reports = List.of();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--fail-if",
            paramLabel = "LIMIT",
            description = "Ends with 1 where it holds for the first candidate, like 'objective<95%%'; may be repeated.")
    private List<String> limits = List.of();

    @Override
    public Integer call() {
        DemoCommand.quietLog();
        List<Limit> parsed = limits.stream().map(Limit::parse).toList();
        reports.forEach(ReportFile::writable);
        Optional<PastReport> own = closedLoop ? Optional.empty() : past();
        Report report = closedLoop ? closed() : own.map(PastReport::report).orElseGet(this::report);
        System.out.print(
                json
                        ? own.map(PastReport::json).orElseGet(() -> JsonReport.of(report))
                        : own.map(PastReport::text).orElseGet(() -> TextReport.of(report)));
        reports.forEach(file -> ReportFile.write(file, report));
        List<String> broken = parsed.stream()
                .map(limit -> limit.brokenBy(report.results().get(0)))
                .flatMap(Optional::stream)
                .toList();
        broken.forEach(text -> System.err.println("headroom: " + text));
        return broken.isEmpty() ? 0 : REFUSED;
    }

    private List<Candidate> candidates() {
        Candidates named = new Candidates(rules.toAbsolutePath());
        Candidate first = first();
        List<Candidate> all = new ArrayList<>(List.of(first));
        against.forEach(spec -> all.add(named.of(spec, first)));
        return all;
    }

    private Sweep search() {
        return new Sweep(sweep.stream().map(Variable::parse).toList());
    }

    /** What came of playing a Prometheus's past; empty where another one is asked for. */
    private Optional<PastReport> past() {
        Path file = trace.file();
        if (!past.isAsked() && (file == null || !PastFile.isOne(file))) {
            return Optional.empty();
        }
        List<Candidate> all = candidates();
        if (!sweep.isEmpty()) {
            all.addAll(search().of(all));
        }
        ServicePolicy known = service(all.get(0));
        Path store = trace.heard();
        Optional<RecordedPast> done =
                store == null ? Optional.empty() : Optional.of(RecordedPast.of(store, all.get(0), service));
        PastReader reader = past.reader(all, List.of(service));
        return Optional.of(told(reader).compare(all, known, done.map(heard -> heard::changes)));
    }

    private OwnPast told(PastReader reader) {
        Path file = trace.file();
        if (past.isAsked() && file != null) {
            throw new BacktestException(
                    "--from-prometheus and --trace: one of them must be named, found both; leave one out");
        }
        return file == null ? past.fetched(reader, config) : reader.saved(file);
    }

    /** The requests of a past, rebuilt and played. */
    private Report closed() {
        Path file = trace.file();
        if (trace.heard() != null || (!past.isAsked() && (file == null || !PastFile.isOne(file)))) {
            throw new BacktestException(
                    "--closed-loop: must stand beside --from-prometheus, or --trace with a file that"
                            + " --save has written, and without --from-store; found another past, or none; name one of these");
        }
        Shape times = trace.times();
        if (model.model(trace.speed(), OptionalInt.empty()).work() instanceof Work.Batching) {
            throw new BacktestException(
                    "--closed-loop: must be without --kv-tokens, found both; leave one out, as no past tells tokens of requests");
        }
        List<Candidate> all = candidates();
        Candidate first = all.get(0);
        RuleSet rules = ((Candidate.Rules) first.plan()).rules();
        ServicePolicy known = service(first);
        OwnPast own = told(past.requests(rules, service));
        Backtest.Model how = model.model(trace.speed(), own.slots(rules, service));
        ClosedLoop loop = own.closedLoop(rules, known, how, times);
        loop.asItWas().ifPresent(all::add);
        return compared(all, Backtest.of(first, service, loop, how, trace.seeds()))
                .with(loop.notes());
    }

    private ServicePolicy service(Candidate first) {
        return Backtest.service(((Candidate.Rules) first.plan()).rules().policy(), service);
    }

    private Report report() {
        List<Candidate> all = candidates();
        Candidate first = all.get(0);
        Path store = trace.store();
        if (store != null) {
            return RecordedPast.of(store, first, service).compare(all);
        }
        return compared(
                all,
                Backtest.of(
                        first,
                        service,
                        trace.source(),
                        model.model(trace.speed(), OptionalInt.empty()),
                        trace.seeds()));
    }

    private Report compared(List<Candidate> all, Backtest backtest) {
        Sweep search = search();
        return search.variables().isEmpty() ? backtest.compare(all) : backtest.search(all, search);
    }

    private Candidate first() {
        String name = rules.toString().isEmpty() ? "here" : rules.toString();
        Candidate here = Candidates.folder(name, rules);
        if (policy == null || !(here.plan() instanceof Candidate.Rules plan)) {
            return here;
        }
        return new Candidate(name, new Candidate.Rules(plan.rules().with(PolicyFile.read(policy))));
    }
}
