package dev.headroom.receiver.backtest.past;

import static dev.headroom.receiver.backtest.past.Relabelled.MARK;
import static dev.headroom.receiver.backtest.past.Relabelled.call;
import static dev.headroom.receiver.backtest.past.Relabelled.label;
import static dev.headroom.receiver.backtest.past.Relabelled.narrowed;
import static dev.headroom.receiver.backtest.past.Relabelled.set;
import static dev.headroom.receiver.backtest.past.Relabelled.text;

import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Patterns;
import dev.headroom.receiver.promql.PromqlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts the expressions of recording rules in the places of what they record. A signal is read as it was recorded where the
 * Prometheus records it by the same rules, or holds nothing that the rules ask for.
 */
final class Substitution {

    private static final String NAME = "__name__";

    private final Map<String, List<Recorded>> rules = new LinkedHashMap<>();
    private final Map<String, Boolean> read = new HashMap<>();
    private final Map<String, Expr> made = new HashMap<>();
    private final Catalog catalog;

    /** A recording rule that is understood. */
    private record Recorded(Map<String, String> labels, Expr expr, Duration interval) {}

    Substitution(RuleSet rules, Catalog catalog) {
        this.catalog = catalog;
        for (RuleSet.Recording rule : rules.signals()) {
            parsed(rule.expression())
                    .ifPresent(expr -> this.rules
                            .computeIfAbsent(rule.name(), first -> new ArrayList<>())
                            .add(new Recorded(rule.labels(), expr, rule.interval())));
        }
    }

    private static Optional<Expr> parsed(String text) {
        try {
            return Optional.of(Expr.parse(text));
        } catch (PromqlException e) {
            return Optional.empty();
        }
    }

    /** Whether a rule records this. */
    boolean records(String name) {
        return rules.containsKey(name);
    }

    /** The same with nothing in it but what the Prometheus has, or what nobody knows. */
    Expr of(Expr expr) {
        if (expr instanceof Expr.Selector selector) {
            return selector(selector);
        }
        if (expr instanceof Expr.Range range) {
            return range(range);
        }
        if (expr instanceof Expr.Shifted shifted) {
            return shifted(shifted);
        }
        if (expr instanceof Expr.Call call) {
            return new Expr.Call(call.function(), all(call.parts()), call.at());
        }
        if (expr instanceof Expr.Aggregation group) {
            return new Expr.Aggregation(group.operator(), group.grouping(), all(group.parts()), group.at());
        }
        if (expr instanceof Expr.Negation negation) {
            return new Expr.Negation(of(negation.of()), negation.at());
        }
        if (expr instanceof Expr.Binary binary) {
            return new Expr.Binary(
                    binary.operator(),
                    binary.bool(),
                    binary.matching(),
                    of(binary.left()),
                    of(binary.right()),
                    binary.at());
        }
        return expr;
    }

    private List<Expr> all(List<Expr> parts) {
        return parts.stream().map(this::of).toList();
    }

    /** Names of metrics and signals that an expression asks for, once it is substituted, and that the Prometheus lacks. */
    Set<String> lacking(Expr substituted) {
        Set<String> lacking = new TreeSet<>();
        substituted
                .deep(Expr.Selector.class)
                .map(Expr.Selector::name)
                .filter(name -> !name.isEmpty() && !catalog.names().contains(name))
                .forEach(lacking::add);
        return lacking;
    }

    /** A range of what is recorded is one of as many samples as its rule would have made. */
    private Expr range(Expr.Range range) {
        Expr of = of(range.of());
        boolean same = of instanceof Expr.Selector || range.step().isPresent();
        Optional<Duration> step = same ? range.step() : Optional.of(interval((Expr.Selector) range.of()));
        return new Expr.Range(of, range.range(), step, range.at());
    }

    /** Only what is read can be asked for at another time as it is; of others the subquery can. */
    private Expr shifted(Expr.Shifted shifted) {
        Expr of = of(shifted.of());
        if (of instanceof Expr.Selector || of instanceof Expr.Range || !(shifted.of() instanceof Expr.Selector asked)) {
            return new Expr.Shifted(of, shifted.by(), shifted.moment(), shifted.at());
        }
        Duration step = interval(asked);
        Expr last = new Expr.Range(of, step, Optional.of(step), shifted.at());
        return call("last_over_time", new Expr.Shifted(last, shifted.by(), shifted.moment(), shifted.at()));
    }

    private Duration interval(Expr.Selector selector) {
        return names(selector).stream()
                .flatMap(name -> rules.getOrDefault(name, List.of()).stream())
                .map(Recorded::interval)
                .findFirst()
                .orElse(Duration.ofMinutes(1));
    }

    private Expr selector(Expr.Selector selector) {
        List<String> replaced =
                names(selector).stream().filter(name -> !isRead(name)).toList();
        if (replaced.isEmpty()) {
            return selector;
        }
        if (!selector.name().isEmpty()) {
            return narrowed(made(selector.name()), selector.matchers());
        }
        // All labels but the name tell series apart, so each keeps its name in another one meanwhile.
        Expr all = replaced.stream()
                .map(name -> label(made(name), MARK, name))
                .reduce((left, right) -> set("or", left, right))
                .orElse(selector);
        Expr named = call("label_replace", all, text(NAME), text("$1"), text(MARK), text("(.*)"));
        Expr others = replaced.size() == names(selector).size() && !asksForMetrics(selector)
                ? label(named, MARK, "")
                : set("or", label(named, MARK, ""), selector);
        return narrowed(others, withoutName(selector));
    }

    private boolean asksForMetrics(Expr.Selector selector) {
        Set<String> known = names(selector);
        return catalog.names().stream().anyMatch(name -> !known.contains(name) && takes(selector, name));
    }

    private static List<Expr.LabelMatcher> withoutName(Expr.Selector selector) {
        return selector.matchers().stream()
                .filter(matcher -> !matcher.label().equals(NAME))
                .toList();
    }

    /** The recorded signals that a selector asks for, by name or by a pattern of names. */
    private Set<String> names(Expr.Selector selector) {
        Set<String> names = new LinkedHashSet<>();
        if (selector.name().isEmpty()) {
            rules.keySet().stream().filter(name -> takes(selector, name)).forEach(names::add);
        } else if (rules.containsKey(selector.name())) {
            names.add(selector.name());
        }
        return names;
    }

    /** Whether a selector of no single name asks for this one. */
    static boolean takes(Expr.Selector selector, String name) {
        List<Expr.LabelMatcher> named = selector.matchers().stream()
                .filter(matcher -> matcher.label().equals(NAME))
                .toList();
        return !named.isEmpty() && named.stream().allMatch(matcher -> Patterns.takes(matcher, name));
    }

    private boolean isRead(String name) {
        Boolean known = read.get(name);
        if (known == null) {
            read.put(name, true); // a rule that asks for itself does so of what was recorded
            known = isRecordedAlike(name) || hasNothingElse(name);
            read.put(name, known);
        }
        return known;
    }

    private boolean isRecordedAlike(String name) {
        Set<String> here = new TreeSet<>();
        List<Recorded> own = rules.getOrDefault(name, List.of());
        own.forEach(rule -> here.add(rule.expr().text()));
        return here.equals(catalog.recorded().get(name))
                && own.stream()
                        .flatMap(rule -> rule.expr().deep(Expr.Selector.class))
                        .flatMap(selector -> names(selector).stream())
                        .allMatch(this::isRead);
    }

    private boolean hasNothingElse(String name) {
        return catalog.names().contains(name)
                && rules.getOrDefault(name, List.of()).stream()
                        .flatMap(rule -> of(rule.expr()).deep(Expr.Selector.class))
                        .noneMatch(selector -> catalog.names().contains(selector.name()));
    }

    /** What the rules of a name would have recorded, with its name and their labels. */
    private Expr made(String name) {
        Expr known = made.get(name);
        if (known == null) {
            known = rules.getOrDefault(name, List.of()).stream()
                    .map(this::labelled)
                    .reduce((left, right) -> set("or", left, right))
                    .map(all -> label(all, NAME, name))
                    .orElseThrow();
            made.put(name, known);
        }
        return known;
    }

    private Expr labelled(Recorded rule) {
        Expr expr = of(rule.expr());
        for (Map.Entry<String, String> label : rule.labels().entrySet()) {
            expr = label(expr, label.getKey(), label.getValue());
        }
        return expr;
    }
}
