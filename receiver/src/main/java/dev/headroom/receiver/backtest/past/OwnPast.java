package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.Backtest;
import dev.headroom.receiver.backtest.alerting.Firing;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.OpenLoop;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.candidate.Run;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.demand.Counted;
import dev.headroom.receiver.backtest.demand.Rebuilt;
import dev.headroom.receiver.backtest.model.Capacity;
import dev.headroom.receiver.backtest.report.Report;
import dev.headroom.receiver.backtest.trace.Shape;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * A past that rules and policies can be played on. Where its alerts are played the loop is open: what is decided changes nothing
 * of what is told, so where a candidate would have had other replicas, its alerts are still those of the replicas that there were.
 * Where its requests are rebuilt, the loop is closed.
 */
public final class OwnPast {

    private static final long MINUTE = 60;

    private final Past past;
    private final String name;
    private final String replicas;

    OwnPast(Past past, String name, String replicas) {
        this.past = past;
        this.name = name;
        this.replicas = replicas;
    }

    /** When it begins: at the first minute of which anything is told. */
    public Instant begins() {
        long first = past.range().at(past.begins()).getEpochSecond();
        return Instant.ofEpochSecond(first / MINUTE * MINUTE);
    }

    /**
     * Plays all, with what was really done as the last.
     *
     * @param done what was done from an instant on, where somebody knows it; else the counts that were seen are told
     */
    public PastReport compare(
            List<Candidate> candidates, ServicePolicy service, Optional<Function<Instant, List<Change>>> done) {
        Counts counts = counts(service.name());
        int first = counts.first().orElse(service.replicas().min());
        Map<String, Map<AlertRule, List<Firing>>> firings = new LinkedHashMap<>();
        List<PastNews> all = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        for (Candidate candidate : candidates) {
            List<PastNews> own = new ArrayList<>();
            OpenLoop loop = new OpenLoop(first, rules -> {
                own.add(new PastNews(past, new Questions(rules, service.name(), past.catalog())));
                return own.get(0);
            });
            results.add(Run.of(candidate, silence(), Settings.of(service), loop));
            own.forEach(news -> firings.put(candidate.name(), news.firings()));
            all.addAll(own);
        }
        done.map(changes -> changes.apply(begins()))
                .or(() -> counts.changes())
                .ifPresent(changes -> results.add(asItWas(changes, first, service)));
        Report report = new Report(title(), service.name(), begins(), Settings.OBJECTIVE, results, Set.of());
        return new PastReport(report, firings, notes(counts, all));
    }

    /** How many requests a replica of a service was said to work on at once, by rules of which one names the queue. */
    public OptionalInt slots(RuleSet rules, String service) {
        return counted(rules, service).slots();
    }

    /**
     * The requests of a service, rebuilt.
     *
     * @param model how its replicas are modelled
     * @param shape how many times the requests, and by which chance
     * @throws dev.headroom.receiver.backtest.BacktestException where the past does not tell enough of them
     */
    public ClosedLoop closedLoop(RuleSet rules, ServicePolicy service, Backtest.Model model, Shape shape) {
        CountedPast told = counted(rules, service.name());
        Counted counted = told.counted(model);
        Counts counts = counts(service.name());
        Capacity capacity =
                new Capacity(model.work(), service.timings().warmup().toMillis() / 1e3, model.giveUp());
        return new ClosedLoop(
                name,
                seed -> Rebuilt.of(counted, told.family(), seed),
                counts,
                shape,
                notes(counts, List.of()),
                new Nearness(counted, counts, capacity));
    }

    private CountedPast counted(RuleSet rules, String service) {
        CountQuestions questions =
                new CountQuestions(rules, service, past.catalog(), past.range().step());
        return new CountedPast(past, service, questions, replicas(service), past.begins());
    }

    private Result asItWas(List<Change> changes, int first, ServicePolicy service) {
        int before = changes.isEmpty() ? first : changes.get(0).from();
        Candidate done = new Candidate("as it was", new Candidate.Recorded(changes));
        return Run.of(done, silence(), Settings.of(service), new OpenLoop(before, OwnPast::unheard));
    }

    private static PastNews unheard(RuleSet rules) {
        throw new IllegalStateException("what was done hears of nothing");
    }

    private Trace silence() {
        Duration length = Duration.between(begins(), past.range().until());
        return new Trace(begins(), (double) length.toSeconds(), List.of());
    }

    private Counts counts(String service) {
        return replicas(service)
                .map(series -> Counts.of(series, past.range(), begins()))
                .orElse(Counts.UNKNOWN);
    }

    private Optional<Series> replicas(String service) {
        return past.answers().getOrDefault(replicas, List.of()).stream()
                .filter(series ->
                        series.labels().getOrDefault("service", service).equals(service))
                .findFirst();
    }

    private String title() {
        return name + ", " + begins() + " to " + past.range().until() + ", every "
                + past.range().step().toSeconds() + " s; what is decided changes nothing of it";
    }

    private List<String> notes(Counts counts, List<PastNews> news) {
        List<String> notes = new ArrayList<>();
        Duration late = Duration.between(past.range().from(), begins());
        if (late.compareTo(Duration.ofMinutes(5)) > 0) {
            notes.add(
                    "nothing is told before " + begins() + ", " + PastReport.words(late) + " after "
                            + past.range().from()
                            + ": Prometheus may keep less than was asked for (--storage.tsdb.retention.time), or the services are younger");
        }
        if (past.silent() > 0) {
            notes.add("for " + PastReport.words(past.range().step().multipliedBy(past.silent()))
                    + " in between nothing at all is told, as if Prometheus had stood still: no alert fires then");
        }
        if (counts.first().isEmpty()) {
            notes.add("how many replicas there were is not told by " + replicas
                    + ": all begin at their minimum (name another query with --replicas)");
        }
        notes.addAll(PastReport.lacking(news.stream().map(PastNews::neverFiring).toList(), ", so these never fire: "));
        notes.addAll(PastReport.lacking(
                news.stream().map(PastNews::toldWithout).toList(), ", so these are told as if it were silent: "));
        return notes;
    }
}
