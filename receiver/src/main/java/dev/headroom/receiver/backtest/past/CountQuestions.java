package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.demand.Family;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.promql.Expr;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a Prometheus is asked for to count the requests of a service. */
final class CountQuestions {

    private final RuleSet rules;
    private final String service;
    private final Catalog catalog;
    private final Duration step;
    private final Questions signals;

    CountQuestions(RuleSet rules, String service, Catalog catalog, Duration step) {
        this.rules = rules;
        this.service = service;
        this.catalog = catalog;
        this.step = step;
        this.signals = new Questions(rules, service, catalog);
    }

    /** All queries, each once. */
    List<String> queries() {
        return Family.ALL.stream()
                .flatMap(family -> Stream.of(
                        ended(family),
                        number(family),
                        seconds(family),
                        buckets(family),
                        running(family),
                        slots(family),
                        waiting(family),
                        busy(family)))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    Optional<String> ended(Family family) {
        return increase(family.ended(), "");
    }

    Optional<String> number(Family family) {
        return increase(family.number(), "");
    }

    Optional<String> seconds(Family family) {
        return increase(family.seconds(), "");
    }

    Optional<String> buckets(Family family) {
        return increase(family.buckets(), "le");
    }

    Optional<String> running(Family family) {
        return held(family.running()).map(metric -> "sum(" + metric + ")");
    }

    Optional<String> slots(Family family) {
        return held(family.slots()).map(metric -> "avg(" + metric + ")");
    }

    /** As the rules have it for the whole service: the greatest where all replicas tell of one queue, else the sum. */
    Optional<String> waiting(Family family) {
        return signal(family.waiting());
    }

    Optional<String> busy(Family family) {
        return signal(family.busy());
    }

    private Optional<String> signal(String metric) {
        return rules.signals().stream()
                .map(RuleSet.Recording::name)
                .filter(name -> name.startsWith("service:" + metric + ":"))
                .findFirst()
                .map(name -> signals.query(new Expr.Selector(name, List.of(), 0)));
    }

    /** From one step to the next, after a restart since it; one that is new, or comes back, counts from then on. */
    private Optional<String> increase(String counter, String by) {
        return held(counter).map(metric -> {
            String before = metric + " offset " + step.toSeconds() + "s";
            return "sum by (" + by + ") ((" + metric + " - " + before + ") >= 0 or (" + metric + " and " + before
                    + "))";
        });
    }

    private Optional<String> held(String metric) {
        return catalog.names().contains(metric)
                ? Optional.of(metric + "{service=\"" + service + "\"}")
                : Optional.empty();
    }
}
