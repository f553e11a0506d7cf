package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.Outcome.Presence;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Binary;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** Whether what is measured decides when an alert fires. */
final class FiringChecks {
    private FiringChecks() {}

    /** Where it scales that is an error; elsewhere the metric may be one that is there in trouble only. */
    static Stream<Finding> always(Tree tree) {
        Outcomes outcomes = Outcomes.in(tree);
        return tree.rules().alerts().stream()
                .filter(alert -> !isOnPurpose(alert))
                .flatMap(alert -> alert.expression().parsed().stream()
                        .filter(expr -> outcomes.of(expr).presence().compareTo(Presence.WITH_DATA) >= 0)
                        .filter(expr -> !isOfAnotherUnit(cause(expr, outcomes)))
                        .map(expr -> always(alert, expr, outcomes)));
    }

    /** That is told as such. */
    private static boolean isOfAnotherUnit(Expr part) {
        return part instanceof Binary binary && binary.compares() && ScaleChecks.isOfAnotherUnit(binary);
    }

    /** A Watchdog, or what goes to a number of replicas by the clock. */
    private static boolean isOnPurpose(Alert alert) {
        boolean decides = alert.scale().equals("up") || alert.scale().equals("down");
        return alert.expression().isConstant() && !decides;
    }

    private static Finding always(Alert alert, Expr expr, Outcomes outcomes) {
        Expr cause = cause(expr, outcomes);
        boolean measured = outcomes.of(expr).presence() == Presence.WITH_DATA;
        boolean compares = cause instanceof Binary binary && binary.compares() && !binary.bool();
        Finding finding = new Finding(
                compares
                        ? alert.expression().place(cause)
                        : alert.expression().yaml().place(first(cause)),
                Rule.NO_COMPARISON,
                alert.name()
                        + (compares ? " asks for what always holds" : " compares with nothing")
                        + (measured ? ", so it fires for any value" : ", so it fires all the time"),
                compares ? "write a number that the signal can pass and can miss" : "write signal > number");
        return alert.scalesOrGates() ? finding : finding.asWarning();
    }

    /** Of two that are joined by {@code or}, the one that is there more often. */
    private static Expr cause(Expr expr, Outcomes outcomes) {
        if (!(expr instanceof Binary binary) || !binary.operator().equals("or")) {
            return expr;
        }
        Presence left = outcomes.of(binary.left()).presence();
        Presence right = outcomes.of(binary.right()).presence();
        return cause(right.compareTo(left) > 0 ? binary.right() : binary.left(), outcomes);
    }

    private static int first(Expr expr) {
        return expr.deep().map(Expr::at).min(Comparator.naturalOrder()).orElse(0);
    }

    /** A lost exporter looks like no load at all, though a guard may be of another one. */
    static Stream<Finding> downWithoutData(Tree tree) {
        Outcomes outcomes = Outcomes.withoutData(tree);
        return tree.rules().alerts().stream()
                .filter(alert -> alert.scale().equals("down")
                        && !alert.expression().metrics().isEmpty())
                .filter(alert -> alert.expression()
                        .parsed()
                        .filter(expr -> !outcomes.of(Comparison.decisive(expr)).isNever())
                        .isPresent())
                .map(alert -> new Finding(
                        alert.expression().place(),
                        Rule.DOWN_WITHOUT_DATA,
                        alert.name() + " scales down where nothing is measured, as when the exporter is lost",
                        "leave out absent and or vector(0): a signal that is missing must not look like a low one"));
    }

    /** Each part that is empty whatever is measured, and not because of a smaller one. */
    static Stream<Finding> never(Tree tree) {
        Outcomes outcomes = Outcomes.in(tree);
        Set<String> scaling = tree.rules().scaling();
        return Stream.concat(
                tree.rules().alerts().stream()
                        .flatMap(alert -> never(alert.expression(), matters(tree, alert), outcomes)),
                tree.rules().signals().stream()
                        .flatMap(signal -> never(signal.expression(), scaling.contains(signal.name()), outcomes)));
    }

    private static boolean matters(Tree tree, Alert alert) {
        return alert.scalesOrGates() || alert.isOneOf(tree.settings().config().watchdog());
    }

    private static Stream<Finding> never(Expression expression, boolean scales, Outcomes outcomes) {
        return dead(expression, outcomes)
                .filter(part -> !isOfAnotherUnit(part))
                .map(part -> never(expression, part))
                .map(finding -> scales ? finding : finding.asWarning());
    }

    private static Stream<Expr> dead(Expression expression, Outcomes outcomes) {
        return expression
                .deep(Expr.class)
                .filter(part -> outcomes.of(part).isNever())
                .filter(part -> part.parts().stream()
                        .noneMatch(inside -> outcomes.of(inside).isNever()));
    }

    private static Finding never(Expression expression, Expr part) {
        return new Finding(
                place(expression, part),
                Rule.NEVER_FIRES,
                words(part) + ", whatever is measured",
                part instanceof Binary binary && binary.compares()
                        ? "write a number that the signal can reach"
                        : "remove it, or ask for something else");
    }

    private static Place place(Expression expression, Expr part) {
        return part instanceof Binary binary && binary.compares()
                ? expression.place(Comparison.number(binary.right()).isPresent() ? binary.right() : binary)
                : expression.place(part);
    }

    private static String words(Expr part) {
        if (!(part instanceof Binary binary)) {
            return "it is always there, so that absent never holds";
        }
        return Comparison.measured(binary)
                .map(direct -> direct.signal() + " " + direct.threshold() + " never holds")
                .orElse("nothing passes this " + binary.operator());
    }
}
