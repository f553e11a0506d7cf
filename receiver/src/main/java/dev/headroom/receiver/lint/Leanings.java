package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Aggregation;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Call;
import dev.headroom.receiver.promql.Expr.Literal;
import dev.headroom.receiver.promql.Expr.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a guard asks for: of each signal that tells load, whether there must be more or less of it, through the recording rules that
 * it reads. What grows with what cannot be told of some functions; those ask for nothing.
 */
final class Leanings {
    private static final Set<String> KEEPING_ORDER = Set.of(
            "sum",
            "sum_over_time",
            "rate",
            "irate",
            "increase",
            "clamp",
            "clamp_min",
            "clamp_max",
            "ceil",
            "floor",
            "round",
            "sqrt",
            "exp",
            "ln",
            "log2",
            "log10",
            "scalar",
            "vector",
            "predict_linear",
            "histogram_quantile",
            "histogram_avg");

    private final Tree.Rules rules;
    private final LoadSignals signals;
    private final Asked asked;
    private final List<Leaning> found = new ArrayList<>();

    /** What was followed, and how: twice would tell the same. */
    private final Set<String> followed = new HashSet<>();

    /**
     * One that was found.
     *
     * @param more whether the guard wants much load
     * @param certain whether it is load by more than its name
     * @param where the comparison that says so
     */
    record Leaning(String signal, boolean more, boolean certain, Site where) {}

    /**
     * What counts as load beside the signals by which alerts scale.
     *
     * @param traffic whether what comes in does
     * @param names whether what is called so does
     */
    record Asked(boolean traffic, boolean names) {}

    /** A part of an expression. */
    record Site(Expression in, Expr part) {
        Place place() {
            return in.place(part);
        }
    }

    private Leanings(Tree.Rules rules, LoadSignals signals, Asked asked) {
        this.rules = rules;
        this.signals = signals;
        this.asked = asked;
    }

    /** Of a guard that must hold, or must not. */
    static List<Leaning> of(Tree.Rules rules, LoadSignals signals, Asked asked, Site guard, boolean holds) {
        Leanings leanings = new Leanings(rules, signals, asked);
        leanings.presence(guard.part(), holds, guard);
        return leanings.found;
    }

    /** What makes something of it be there, or not. */
    private void presence(Expr expr, boolean there, Site site) {
        if (expr instanceof Selector selector) {
            follow(selector, "there " + there, (of, in) -> presence(of, there, in));
        } else if (expr instanceof Binary binary && binary.isOfSets()) {
            presence(binary.left(), there, site);
            presence(binary.right(), there != binary.operator().equals("unless"), site);
        } else if (expr instanceof Binary binary && binary.compares() && !binary.bool()) {
            binary.parts().forEach(part -> presence(part, there, site));
            compared(binary, there, new Site(site.in(), binary));
        } else {
            boolean turned = expr instanceof Call call && call.function().startsWith("absent");
            expr.parts().forEach(part -> presence(part, there != turned, site));
        }
    }

    /** To be above zero is to be there at all; of two that are both measured either may be the greater one. */
    private void compared(Binary binary, boolean holds, Site site) {
        boolean right = Comparison.number(binary.right()).isPresent();
        Optional<Double> number =
                Comparison.number(right ? binary.right() : binary.left()).map(Literal::value);
        Expr measured = right ? binary.left() : binary.right();
        String operator = right ? binary.operator() : Comparison.turned(binary.operator());
        boolean ordered = Comparison.isOfOrder(operator);
        boolean high = ordered ? operator.startsWith(">") : number.equals(Optional.of(1.0)) == operator.equals("==");
        number.filter(value -> ordered ? value != 0 : value == 0 || value == 1)
                .ifPresent(value -> value(measured, high == holds, site));
    }

    /** What makes it more, or less. */
    private void value(Expr expr, boolean more, Site site) {
        if (expr instanceof Selector selector) {
            selected(selector, more, site);
        } else if (expr instanceof Expr.Negation negation) {
            value(negation.of(), !more, site);
        } else if (expr instanceof Binary binary) {
            value(binary, more, site);
        } else if (expr instanceof Aggregation aggregation) {
            made(aggregation.operator(), aggregation.parts(), more, site);
        } else if (expr instanceof Call call) {
            made(call.function(), call.parts(), more, site);
        } else {
            expr.parts().forEach(part -> value(part, more, site));
        }
    }

    private void value(Binary binary, boolean more, Site site) {
        boolean first = Set.of("and", "unless", "/").contains(binary.operator());
        boolean both = Set.of("or", "+", "*", "-").contains(binary.operator());
        if (first || both || (binary.compares() && !binary.bool())) {
            value(binary.left(), more, site);
        }
        if (both) {
            value(binary.right(), more != binary.operator().equals("-"), site);
        }
    }

    private void made(String function, List<Expr> parts, boolean more, Site site) {
        if (function.equals("count")) {
            presence(parts.get(0), more, site);
        } else if (Comparison.keepsUnit(function) || KEEPING_ORDER.contains(function)) {
            parts.forEach(part -> value(part, more, site));
        }
    }

    private void selected(Selector selector, boolean more, Site site) {
        boolean decides = !signals.decidesNothing(selector.name());
        boolean comesIn = asked.traffic() && LoadSignals.isTraffic(selector);
        Optional<Boolean> rises = comesIn
                ? Optional.of(true)
                : signals.rises(selector.name()).filter(high -> decides || (asked.names() && isLeaf(selector)));
        rises.ifPresentOrElse(
                high -> found.add(new Leaning(selector.name(), high == more, decides || comesIn, site)),
                () -> follow(selector, "more " + more, (of, in) -> value(of, more, in)));
    }

    /** Of what a rule records the rule tells more than the name, unless it comes down to what nobody scales by; a switch is no signal. */
    private boolean isLeaf(Selector selector) {
        if (rules.named(selector.name()).stream()
                .anyMatch(signal -> signal.expression().isConstant())) {
            return false;
        }
        Leanings inside = new Leanings(rules, signals, new Asked(asked.traffic(), false));
        inside.follow(selector, "more", (of, in) -> inside.value(of, true, in));
        return inside.found.isEmpty();
    }

    private interface Step {
        void take(Expr expr, Site in);
    }

    /** A constant one is a switch, and what an adapter records somebody may export, too. */
    private void follow(Selector selector, String how, Step step) {
        if (!followed.add(selector.name() + " " + how)) {
            return;
        }
        rules.named(selector.name()).stream()
                .filter(signal -> !signal.isOfAdapter() && !signal.expression().isConstant())
                .forEach(signal -> signal.expression()
                        .parsed()
                        .ifPresent(expr -> step.take(expr, new Site(signal.expression(), expr))));
    }
}
