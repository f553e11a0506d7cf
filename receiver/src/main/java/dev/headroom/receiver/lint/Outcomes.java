package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.Outcome.Presence;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Aggregation;
import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Call;
import dev.headroom.receiver.promql.Expr.Literal;
import dev.headroom.receiver.promql.Expr.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What expressions can give, whatever is measured: by interval arithmetic, and through the recording rules that they read.
 *
 * @param known of the recording rules that were followed already; of one that is being followed, anything
 * @param measured whether there is anything; else all that is scraped is missing
 */
record Outcomes(Tree.Rules rules, SameSeries same, Map<String, Outcome> known, boolean measured) {
    private static final Pattern NEVER_NEGATIVE_NAME =
            Pattern.compile(".*[_:](total|bucket|count|bytes|length|size|ratio|percent)([_:].*)?");

    static Outcomes in(Tree tree) {
        return of(tree, true);
    }

    /** Where every exporter is silent. */
    static Outcomes withoutData(Tree tree) {
        return of(tree, false);
    }

    private static Outcomes of(Tree tree, boolean measured) {
        SameSeries same = new SameSeries(KeptLabels.in(tree.rules()));
        return new Outcomes(tree.rules(), same, new HashMap<>(), measured);
    }

    Outcome of(Expr expr) {
        if (expr instanceof Literal literal) {
            return Outcome.always(Interval.of(literal.value()));
        }
        if (expr instanceof Selector selector) {
            return named(selector.name());
        }
        if (expr instanceof Expr.Negation negation) {
            Outcome of = of(negation.of());
            return of.with(of.values().negated());
        }
        if (expr instanceof Aggregation aggregation) {
            List<Expr> parts = aggregation.parts();
            return FunctionValues.of(aggregation.operator(), of(parts.get(parts.size() - 1)));
        }
        if (expr instanceof Call call) {
            return call(call);
        }
        if (expr instanceof Binary binary) {
            return binary.isOfSets() ? sets(binary) : arithmetic(binary);
        }
        return expr.parts().isEmpty()
                ? Outcome.always(Interval.ALL)
                : of(expr.parts().get(0));
    }

    private Outcome named(String name) {
        if (!known.containsKey(name)) {
            known.put(name, scraped(Interval.ALL));
            known.put(name, followed(rules.named(name)).orElseGet(() -> scraped(byName(name))));
        }
        return known.getOrDefault(name, scraped(Interval.ALL));
    }

    private Outcome scraped(Interval values) {
        return new Outcome(measured ? Presence.WITH_DATA : Presence.NEVER, values);
    }

    /** What an adapter records somebody may export, too. */
    private Optional<Outcome> followed(List<Signal> signals) {
        return signals.stream().anyMatch(Signal::isOfAdapter)
                ? Optional.empty()
                : signals.stream()
                        .map(this::recorded)
                        .reduce((one, other) -> new Outcome(
                                one.presence().or(other.presence()),
                                one.values().and(other.values())));
    }

    /** A constant one is a switch, which is made to be turned; one that never gives anything is told of by itself. */
    private Outcome recorded(Signal signal) {
        Outcome of = signal.expression()
                .parsed()
                .filter(some -> !signal.expression().isConstant())
                .map(this::of)
                .orElse(Outcome.always(Interval.ALL));
        return !measured
                ? of
                : of.with(of.isNever() ? Presence.WITH_DATA : of.presence().and(Presence.WITH_DATA));
    }

    private static Interval byName(String name) {
        if (name.equals("up")) {
            return Interval.ZERO_OR_ONE;
        }
        return NEVER_NEGATIVE_NAME.matcher(name).matches() ? Interval.NOT_NEGATIVE : Interval.ALL;
    }

    private Outcome call(Call call) {
        String name = call.function();
        List<Expr> parts = call.parts();
        if (name.startsWith("absent")) {
            return absent(of(parts.get(0)).presence());
        }
        if (name.equals("vector") || name.equals("scalar")) {
            return Outcome.always(name.equals("vector") ? of(parts.get(0)).values() : Interval.ALL);
        }
        Outcome inside = parts.stream()
                .filter(part -> !part.isScalar() && !(part instanceof Expr.Text))
                .findFirst()
                .map(this::of)
                .orElse(Outcome.always(Interval.ALL));
        if (name.startsWith("clamp")) {
            return inside.with(clamped(call, inside.values()));
        }
        return FunctionValues.of(name, inside);
    }

    private static Outcome absent(Presence of) {
        return new Outcome(
                switch (of) {
                    case NEVER -> Presence.ALWAYS;
                    case ALWAYS -> Presence.NEVER;
                    default -> Presence.SOMETIMES;
                },
                Interval.of(1));
    }

    private Interval clamped(Call call, Interval inside) {
        boolean both = call.function().equals("clamp");
        Interval values = inside;
        if (both || call.function().equals("clamp_min")) {
            values = values.within(new Interval(of(call.parts().get(1)).values().low(), Double.MAX_VALUE));
        }
        if (both || call.function().equals("clamp_max")) {
            double most = of(call.parts().get(both ? 2 : 1)).values().high();
            values = values.within(new Interval(-Double.MAX_VALUE, most));
        }
        return values;
    }

    private Outcome arithmetic(Binary binary) {
        Outcome left = of(binary.left());
        Outcome right = of(binary.right());
        Outcome both = left.atMost(right.presence());
        String operator = binary.operator();
        if (!binary.compares()) {
            return both.with(left.values().combined(operator, right.values()));
        }
        if (binary.bool()) {
            return both.with(Interval.ZERO_OR_ONE);
        }
        Interval rest = binary.left().isScalar()
                ? right.values().filtered(Comparison.turned(operator), left.values())
                : left.values().filtered(operator, right.values());
        if (!canHold(binary, left.values(), right.values())) {
            return both.with(Presence.NEVER);
        }
        boolean certain = left.values().mustHold(operator, right.values());
        return both.with(rest).atMost(certain ? Presence.ALWAYS : Presence.SOMETIMES);
    }

    /** Nothing is more or less than itself. */
    private boolean canHold(Binary binary, Interval left, Interval right) {
        boolean strict = binary.operator().equals(">") || binary.operator().equals("<");
        return left.canHold(binary.operator(), right) && !(strict && SameSeries.isSame(binary.left(), binary.right()));
    }

    private Outcome sets(Binary binary) {
        Outcome left = of(binary.left());
        Outcome right = of(binary.right());
        return switch (binary.operator()) {
            case "and" -> and(binary, left, right);
            case "or" ->
                new Outcome(
                        left.presence().or(right.presence()),
                        left.isNever()
                                ? right.values()
                                : right.isNever()
                                        ? left.values()
                                        : left.values().and(right.values()));
            default -> unless(binary, left, right);
        };
    }

    private Outcome and(Binary binary, Outcome left, Outcome right) {
        if (!same.areOfOneSignal(binary)) {
            return left.atMost(right.presence());
        }
        boolean both = left.values().meets(right.values());
        return both
                ? left.atMost(right.presence()).with(left.values().within(right.values()))
                : left.with(Presence.NEVER);
    }

    private Outcome unless(Binary binary, Outcome left, Outcome right) {
        if (right.isNever() || left.isNever()) {
            return left;
        }
        boolean all = SameSeries.contains(binary.right(), binary.left())
                || (right.presence() == Presence.ALWAYS && SameSeries.isOnNothing(binary));
        return all ? left.with(Presence.NEVER) : left.atMost(Presence.SOMETIMES);
    }
}
