package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.prometheus.Prometheus;
import dev.headroom.clients.prometheus.Range;
import dev.headroom.clients.prometheus.UnansweredException;
import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.demand.Family;
import dev.headroom.receiver.lint.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a past comes from, for rule sets and services that are to be played on it.
 *
 * @param replicas the query that tells how many replicas of each service there were
 * @param loop what is to be played
 */
public record PastReader(List<RuleSet> rules, Collection<String> services, String replicas, Loop loop) {

    /** What is played of a past. */
    public enum Loop {
        /** Alerts, as they would have fired. */
        OPEN,
        /** Requests, as they are rebuilt. */
        CLOSED
    }

    /** What Headroom itself wanted. */
    public static final String REPLICAS = "max by (service) (headroom_replicas{state=\"desired\"})";

    private static final int TOLD = 5;

    /**
     * For candidates.
     *
     * @throws BacktestException where one of them needs requests, of which nothing is known in such a past
     */
    public static PastReader of(List<Candidate> candidates, Collection<String> services, String replicas) {
        List<RuleSet> rules = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.plan() instanceof Candidate.Rules own) {
                rules.add(own.rules());
            } else if (!(candidate.plan() instanceof Candidate.Fixed)) {
                throw new BacktestException(
                        candidate.name() + ": must be rules or static:N on the past of a Prometheus,"
                                + " as nothing is known there of requests; leave it out, or play a trace");
            }
        }
        return new PastReader(rules, services, replicas, Loop.OPEN);
    }

    /** How a Prometheus is asked, and who watches. */
    public record Asked(
            Endpoint server,
            Window window,
            Instant now,
            @Nullable Path save,
            Fetch.Progress progress) {}

    /**
     * Asks a Prometheus, and keeps what it tells in a file where one is named; what such a file holds of an earlier attempt is
     * not asked for again.
     *
     * @throws BacktestException where it cannot be asked, or tells nothing
     */
    public OwnPast from(Asked asked) {
        Prometheus prometheus = new Prometheus(asked.server());
        Path save = asked.save();
        PastFile file = save == null ? null : new PastFile(save);
        boolean goesOn = file != null && file.exists();
        PastFile.Content content = file != null && goesOn ? file.mended() : begun(prometheus, asked);
        Range range = content.range();
        if (file != null && !goesOn) {
            file.begin(range, content.catalog());
        }
        Fetch.Sink sink = file == null ? (query, points, series) -> {} : file::append;
        new Fetch(prometheus::query, time -> Thread.sleep(time.toMillis()), asked.progress())
                .run(queries(content), range, content.answers(), sink);
        return past(content, "Prometheus");
    }

    private PastFile.Content begun(Prometheus prometheus, Asked asked) {
        Range range = asked.window().until(asked.now());
        try {
            Set<String> names = prometheus.names(range.from(), range.until(), Fetch.LIMIT);
            Map<String, List<String>> recorded = recorded(prometheus);
            Catalog catalog = relevant(names, recorded);
            if (catalog.names().isEmpty()) {
                throw nothing("Prometheus", catalog, range);
            }
            return new PastFile.Content(range, catalog, new Answers(range));
        } catch (IOException e) {
            throw new BacktestException("--from-prometheus: " + e.getMessage());
        }
    }

    /** One that only keeps what others record evaluates no rules, and may not know the question. */
    private static Map<String, List<String>> recorded(Prometheus prometheus) throws IOException {
        try {
            return prometheus.recorded(Fetch.LIMIT);
        } catch (UnansweredException e) {
            if (e.status() == 404 || e.status() == 501) {
                return Map.of();
            }
            throw e;
        }
    }

    private Catalog relevant(Set<String> names, Map<String, List<String>> recorded) {
        Set<String> asked = new TreeSet<>(Family.metrics());
        rules.forEach(set -> Questions.names(set, names).forEach(asked::add));
        Set<String> held = new TreeSet<>(names);
        held.retainAll(asked);
        Map<String, List<String>> known = new LinkedHashMap<>(recorded);
        known.keySet().retainAll(asked);
        return Catalog.of(held, known);
    }

    private List<String> queries(PastFile.Content content) {
        Catalog catalog = content.catalog();
        Set<String> queries = new LinkedHashSet<>(List.of(catalog.anything(), replicas));
        for (RuleSet set : rules) {
            services.forEach(service -> queries.addAll(
                    loop == Loop.OPEN
                            ? new Questions(set, service, catalog).queries()
                            : new CountQuestions(
                                            set,
                                            service,
                                            catalog,
                                            content.range().step())
                                    .queries()));
        }
        return List.copyOf(queries);
    }

    /**
     * What a file holds that was kept so.
     *
     * @throws BacktestException where it does not hold what these rules ask for
     */
    public OwnPast saved(Path path) {
        PastFile.Content content = new PastFile(path).read();
        List<String> lacking = queries(content).stream()
                .filter(query ->
                        content.answers().known(query) < content.range().points())
                .filter(query -> !query.equals(replicas))
                .toList();
        if (!lacking.isEmpty()) {
            throw new BacktestException(path + ": must hold all that these rules ask for, and lacks " + lacking.size()
                    + (lacking.size() == 1 ? " query" : " queries") + ", the first of which is "
                    + lacking.get(0).substring(0, Math.min(120, lacking.get(0).length()))
                    + "; if it was cut off, or these rules are others, go on fetching with --from-prometheus URL --save "
                    + path + (loop == Loop.OPEN ? "" : " --closed-loop"));
        }
        return past(content, String.valueOf(path.getFileName()));
    }

    private OwnPast past(PastFile.Content content, String name) {
        Past past = content.answers().past(content.catalog());
        if (past.isEmpty()) {
            throw nothing(name, content.catalog(), content.range());
        }
        return new OwnPast(past, name, replicas);
    }

    private BacktestException nothing(String name, Catalog catalog, Range range) {
        Set<String> lacking = new TreeSet<>();
        rules.forEach(
                set -> services.forEach(service -> lacking.addAll(new Questions(set, service, catalog).lacking())));
        return new BacktestException(name + ": must hold something that the alerts of " + String.join(", ", services)
                + " ask for since " + range.from() + ", found nothing of "
                + lacking.stream().limit(TOLD).collect(Collectors.joining(", "))
                + (lacking.size() > TOLD ? " and " + (lacking.size() - TOLD) + " others" : "")
                + "; ask the Prometheus that scrapes these services, or for a time in which it did");
    }
}
