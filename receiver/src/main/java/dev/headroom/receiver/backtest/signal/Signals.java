package dev.headroom.receiver.backtest.signal;

import dev.headroom.receiver.backtest.signal.Formulas.UnreadableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The signals of one service: metrics of a source, and what recording rules make of them. Those that an expression asks
 * for over time are kept at every sample.
 */
public final class Signals {

    private final String service;
    private final Source source;
    private final int interval;
    private final Map<String, List<Rule>> recorded = new HashMap<>();
    private final Map<Formula, Past> past = new LinkedHashMap<>();
    private final Map<Formula.Selector, Double> sampled = new HashMap<>();
    private final Map<Formula, Double> present = new HashMap<>();
    private double time;

    /**
     * Signals without rules.
     *
     * @param interval seconds between two samples
     */
    public Signals(String service, Source source, int interval) {
        this.service = service;
        this.source = source;
        this.interval = interval;
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
    private record Rule(Map<String, String> labels, Formula formula) {
        boolean answers(Formula.Selector selector, String service) {
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
            Rule rule = new Rule(Map.copyOf(labels), Formulas.of(expression));
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
            Formula formula = Formulas.of(expression);
            keep(formula, new LinkedHashSet<>(), onMissing);
            return () -> formula.at(this);
        } catch (UnreadableException e) {
            onMissing.accept(e.getMessage());
            return () -> Double.NaN;
        }
    }

    /** Whether an expression can have a value here, though something that it asks for may not be known. */
    public boolean canHold(String expression) {
        try {
            return canHold(Formulas.of(expression), new HashSet<>());
        } catch (UnreadableException e) {
            return false;
        }
    }

    private boolean canHold(Formula formula, Set<String> asking) {
        if (formula instanceof Formula.Selector selector) {
            List<Rule> rules = recorded.get(selector.name());
            if (rules == null) {
                return source.knows(selector.name());
            }
            if (!asking.add(selector.name())) {
                return true; // a rule that asks for itself
            }
            boolean can = rules.stream().anyMatch(rule -> canHold(rule.formula(), asking));
            asking.remove(selector.name());
            return can;
        }
        if (formula instanceof Formula.Set set && set.word().equals("or")) {
            return canHold(set.left(), asking) || canHold(set.right(), asking);
        }
        if (formula instanceof Formula.Set set && set.word().equals("unless")) {
            return canHold(set.left(), asking);
        }
        return formula.parts().stream().allMatch(part -> canHold(part, asking));
    }

    /** What is asked over time of what is asked over time comes first. */
    private void keep(Formula formula, Set<String> seen, Consumer<String> onMissing) {
        List<Formula> parts = formula.deep().toList();
        for (Formula part : parts) {
            if (part instanceof Formula.Selector selector && seen.add(selector.name())) {
                List<Rule> rules = recorded.get(selector.name());
                if (rules != null) {
                    rules.forEach(rule -> keep(rule.formula(), seen, onMissing));
                } else if (!source.knows(selector.name())) {
                    onMissing.accept(selector.name());
                }
            }
        }
        for (int i = parts.size() - 1; i >= 0; i--) { // what a subquery asks before the subquery
            if (parts.get(i) instanceof Formula.Range range) {
                past.computeIfAbsent(range.of(), of -> new Past(interval)).holds(range.seconds());
            }
        }
    }

    /** Takes a sample of everything whose past is asked for. */
    public void sample(double now) {
        time = now;
        sampled.clear();
        past.forEach((formula, values) -> {
            present.clear();
            values.add(formula.at(this));
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

    double value(Formula.Selector selector) {
        String name = selector.name();
        if (!selector.labels().getOrDefault("service", service).equals(service)
                || !(selector.services().isEmpty() || selector.services().contains(service))
                || selector.others().contains(service)) {
            return Double.NaN;
        }
        List<Rule> rules = recorded.get(name);
        if (rules == null) {
            return sampled.computeIfAbsent(selector, asked -> source.value(name, asked.labels()));
        }
        return rules.stream()
                .filter(rule -> rule.answers(selector, service))
                .findFirst()
                .map(rule -> present(rule.formula()))
                .orElse(Double.NaN);
    }

    private double present(Formula formula) {
        Double known = present.get(formula);
        if (known == null) {
            known = formula.at(this);
            present.put(formula, known);
        }
        return known;
    }

    double[] last(Formula.Range range) {
        Past values = past.get(range.of());
        return values == null ? new double[0] : values.last(range.seconds(), range.step());
    }
}
