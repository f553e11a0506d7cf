package dev.headroom.receiver.init;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Selector;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which series there are where some are exported and rules record others: whether an expression has any is read off itself, so
 * what a signal needs is written in the rules alone. By names; whether two sides find each other's labels is not asked.
 *
 * @param names of all series that there are
 */
record Reach(Set<String> names) {
    private static final String OWN = "headroom_";
    private static final Set<String> PROMETHEUS = Set.of("up", "ALERTS");

    /** What comes of series that are exported, by rules that may read each other's. */
    static Reach of(Collection<String> exported, Collection<Recording> rules) {
        Reach reach = new Reach(new TreeSet<>(exported));
        while (reach.names.addAll(rules.stream()
                .filter(rule -> reach.yields(rule.expr()))
                .map(Recording::name)
                .toList())) {
            // what was added may be what another rule reads
        }
        return reach;
    }

    boolean has(String name) {
        return names.contains(name) || PROMETHEUS.contains(name) || name.startsWith(OWN);
    }

    /** Whether the shipped rules record a signal. */
    boolean tells(String signal) {
        return names.stream().anyMatch(name -> name.startsWith("service:" + signal + ":"));
    }

    /** Whether an expression has series. */
    boolean yields(Expr expr) {
        if (expr instanceof Selector selector) {
            return names(selector).anyMatch(this::has) || (selector.name().isEmpty() && patterned(selector));
        }
        if (expr instanceof Expr.Call call && call.function().startsWith("absent")) {
            return true;
        }
        if (expr instanceof Expr.Binary binary && binary.isOfSets()) {
            return switch (binary.operator()) {
                case "or" -> yields(binary.left()) || yields(binary.right());
                case "unless" -> yields(binary.left());
                default -> yields(binary.left()) && yields(binary.right());
            };
        }
        return expr.parts().stream().allMatch(this::yields);
    }

    private boolean patterned(Selector selector) {
        return selector.matchers().stream()
                .filter(matcher -> matcher.label().equals("__name__"))
                .allMatch(matcher -> names.stream().anyMatch(name -> name.matches(matcher.value())));
    }

    /** The names that a selector asks for; what it does not list stays a pattern of them. */
    static Stream<String> names(Selector selector) {
        return selector.name().isEmpty()
                ? selector.matchers().stream()
                        .filter(matcher -> matcher.label().equals("__name__"))
                        .flatMap(matcher -> matcher.value().contains("(")
                                ? Stream.of(matcher.value())
                                : Stream.of(matcher.value().split("\\|")))
                : Stream.of(selector.name());
    }
}
