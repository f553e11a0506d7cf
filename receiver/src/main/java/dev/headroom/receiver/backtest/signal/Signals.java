package dev.headroom.receiver.backtest.signal;

import dev.headroom.receiver.backtest.signal.Words.UnreadableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The signals of one service: metrics of a source, and what recording rules make of them. Those that an expression asks
 * for over time are kept at every sample.
 */
public final class Signals {

    private final String service;
    private final Source source;
    private final int interval;
    private final Function<String, Optional<Duration>> durations;
    private final Map<String, List<Rule>> recorded = new HashMap<>();
    private final Map<Expr.Selector, Past> past = new LinkedHashMap<>();
    private final Map<Expr.Selector, Double> sampled = new HashMap<>();
    private final Map<Expr, Double> present = new HashMap<>();
    private double time;

    /**
     * Signals without rules.
     *
     * @param interval seconds between two samples
     * @param durations reads {@code 5m}
     */
    public Signals(String service, Source source, int interval, Function<String, Optional<Duration>> durations) {
        this.service = service;
        this.source = source;
        this.interval = interval;
        this.durations = durations;
    }

    /** Something to ask at every sample. */
    @FunctionalInterface
    public interface Query {
        /** NaN for none. */
        double value();
    }

    /**
     * A recording rule that is understood.
     *
     * @param labels that it sets
     */
    private record Rule(Map<String, String> labels, Expr expr) {
        boolean answers(Expr.Selector selector, String service) {
            return labels.getOrDefault("service", service).equals(service)
                    && labels.entrySet().stream()
                            .allMatch(label -> selector.labels()
                                    .getOrDefault(label.getKey(), label.getValue())
                                    .equals(label.getValue()));
        }
    }

    /** Takes a recording rule. What the source itself tells, or what is not understood, is left out. */
    public void record(String name, Map<String, String> labels, String expression) {
        if (source.knows(name)) {
            return;
        }
        try {
            Rule rule = new Rule(Map.copyOf(labels), Parser.parse(expression, durations));
            recorded.computeIfAbsent(name, first -> new ArrayList<>()).add(rule);
        } catch (UnreadableException e) {
            recorded.remove(name); // nobody knows it then, which is told of whoever asks for it
        }
    }

    /**
     * An expression over these signals; to be called after all rules were taken.
     *
     * @param onMissing told the name of each metric or signal that is not known here; its value is none
     */
    public Query query(String expression, Consumer<String> onMissing) {
        try {
            Expr expr = Parser.parse(expression, durations);
            keep(expr, new LinkedHashSet<>(), onMissing);
            return () -> expr.at(this);
        } catch (UnreadableException e) {
            onMissing.accept(e.getMessage());
            return () -> Double.NaN;
        }
    }

    /** What is asked over time of what is asked over time comes first. */
    private void keep(Expr expr, Set<String> seen, Consumer<String> onMissing) {
        List<Expr> parts = expr.deep().toList();
        for (Expr part : parts) {
            if (part instanceof Expr.Selector selector && seen.add(selector.name())) {
                List<Rule> rules = recorded.get(selector.name());
                if (rules != null) {
                    rules.forEach(rule -> keep(rule.expr(), seen, onMissing));
                } else if (!source.knows(selector.name())) {
                    onMissing.accept(selector.name());
                }
            }
        }
        for (Expr part : parts) {
            if (part instanceof Expr.Range range) {
                past.computeIfAbsent(range.of(), selector -> new Past(interval)).holds(range.seconds());
            }
        }
    }

    /** Takes a sample of everything whose past is asked for. */
    public void sample(double now) {
        time = now;
        sampled.clear();
        past.forEach((selector, values) -> {
            present.clear();
            values.add(selector.at(this));
        });
        present.clear();
    }

    /** Seconds between two samples. */
    public int interval() {
        return interval;
    }

    double time() {
        return time;
    }

    double value(Expr.Selector selector) {
        String name = selector.name();
        if (!selector.labels().getOrDefault("service", service).equals(service)) {
            return Double.NaN;
        }
        List<Rule> rules = recorded.get(name);
        if (rules == null) {
            return sampled.computeIfAbsent(selector, asked -> source.value(name, asked.labels()));
        }
        return rules.stream()
                .filter(rule -> rule.answers(selector, service))
                .findFirst()
                .map(rule -> present(rule.expr()))
                .orElse(Double.NaN);
    }

    private double present(Expr expr) {
        Double known = present.get(expr);
        if (known == null) {
            known = expr.at(this);
            present.put(expr, known);
        }
        return known;
    }

    double[] last(Expr.Range range) {
        Past values = past.get(range.of());
        return values == null ? new double[0] : values.last(range.seconds(), range.step());
    }
}
