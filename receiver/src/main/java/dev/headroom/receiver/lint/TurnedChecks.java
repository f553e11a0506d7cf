package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.Leanings.Asked;
import dev.headroom.receiver.lint.Leanings.Leaning;
import dev.headroom.receiver.lint.Leanings.Site;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.Binary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether alerts that scale or gate, and their guards, ask for what they are there for, and not for the opposite. */
final class TurnedChecks {
    private TurnedChecks() {}

    private static Stream<Alert> scaling(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(alert -> alert.scale().equals("up") || alert.scale().equals("down"));
    }

    /** An up at little of what means much to do by its name, a down at much, or a gate that is shut where there is room. */
    static Stream<Finding> signals(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(alert -> !alert.trigger().map(tree.rules().byTrigger()::get).orElse(List.of()).stream()
                        .anyMatch(other -> crosses(alert, other)))
                .flatMap(alert -> {
                    boolean shut =
                            alert.label("gate").equals("vram") || alert.scale().equals("up");
                    return shut || alert.scale().equals("down") ? turned(alert, shut).stream() : Stream.empty();
                });
    }

    /** That is told of the two. */
    private static boolean crosses(Alert alert, Alert other) {
        Optional<Comparison> by = decisive(other);
        return !other.scale().equals(alert.scale())
                && decisive(alert)
                        .filter(one -> by.filter(
                                        two -> two.signal().equals(one.signal()) && two.isHigh() == one.isHigh())
                                .isPresent())
                        .isPresent();
    }

    private static Optional<Comparison> decisive(Alert alert) {
        return alert.expression()
                .parsed()
                .map(Comparison::decisive)
                .flatMap(expr -> expr instanceof Binary binary ? Comparison.measured(binary) : Optional.empty())
                .filter(Comparison::isOfOrder);
    }

    private static Optional<Finding> turned(Alert alert, boolean much) {
        return decisive(alert)
                .filter(by -> LoadSignals.byName(by.signal())
                        .filter(rises -> rises == by.isHigh() != much)
                        .isPresent())
                .map(by -> new Finding(
                        alert.expression().place(by.selector()),
                        Rule.TURNED_ROUND,
                        alert.name()
                                + (alert.scale().isEmpty() ? " holds ups back" : " scales " + alert.scale())
                                + " at " + by.signal() + " " + by.threshold() + ", which is "
                                + (much ? "little load and not much" : "much load and not little"),
                        "write " + Comparison.turned(by.operator()) + " " + by.number() + ", or correct the labels"));
    }

    /** A guard that wants load of a down, or none of an up. */
    static Stream<Finding> guards(Tree tree) {
        LoadSignals signals = LoadSignals.in(tree.rules());
        return scaling(tree)
                .flatMap(alert -> alert.expression().parsed().stream()
                        .flatMap(TurnedChecks::narrowing)
                        .flatMap(narrowing -> turned(tree, signals, alert, narrowing)));
    }

    /** Each {@code and} and {@code unless} behind what decides. */
    private static Stream<Binary> narrowing(Expr expr) {
        return expr instanceof Binary binary && Comparison.narrows(binary)
                ? Stream.concat(narrowing(binary.left()), Stream.of(binary))
                : Stream.empty();
    }

    private static Stream<Finding> turned(Tree tree, LoadSignals signals, Alert alert, Binary narrowing) {
        boolean up = alert.scale().equals("up");
        Site guard = new Site(alert.expression(), narrowing.right());
        boolean holds = narrowing.operator().equals("and");
        Asked asked = new Asked(up, isOfService(narrowing));
        List<Leaning> all = Leanings.of(tree.rules(), signals, asked, guard, holds).stream()
                .filter(leaning -> !isBand(alert, leaning))
                .toList();
        List<Leaning> wrong =
                all.stream().filter(leaning -> leaning.more() != up).toList();
        if (wrong.isEmpty() || wrong.size() < all.size()) {
            return wrong.stream().map(leaning -> mixed(leaning, up));
        }
        Finding finding = new Finding(
                alert.expression().place(narrowing),
                Rule.TURNED_ROUND,
                alert.name() + " scales " + alert.scale() + " only where there is " + (up ? "little" : "much")
                        + " load: " + narrowing.operator() + " " + guard.part().text() + ", by "
                        + names(wrong),
                holds ? "turn the comparison round" : "write and in the place of unless, or turn the comparison round");
        return Stream.of(wrong.stream().anyMatch(Leaning::certain) ? finding : finding.asWarning());
    }

    /** Both ends of one signal may be asked for. */
    private static boolean isBand(Alert alert, Leaning leaning) {
        return leaning.where().in().equals(alert.expression())
                && decisive(alert)
                        .filter(by -> by.signal().equals(leaning.signal()))
                        .isPresent();
    }

    /** Whether each side's series of one service are matched; else the guard may be about something else. */
    private static boolean isOfService(Binary narrowing) {
        return narrowing
                .matching()
                .map(matching -> !matching.ignoring() && matching.labels().contains("service"))
                .orElse(true);
    }

    private static String names(List<Leaning> leanings) {
        return leanings.stream().map(Leaning::signal).distinct().sorted().collect(Collectors.joining(", "));
    }

    /** Of a guard that asks for more of one signal and for less of another, one may be meant so. */
    private static Finding mixed(Leaning leaning, boolean up) {
        return new Finding(
                        leaning.where().place(),
                        Rule.TURNED_ROUND,
                        "a guard of alerts that scale " + (up ? "up" : "down") + " wants " + (up ? "little" : "much")
                                + " of " + leaning.signal() + ": "
                                + leaning.where().part().text(),
                        "turn the comparison round, or silence this with the reason")
                .asWarning();
    }

    /** A guard that is there whatever is measured, by the rule that records it. */
    static Stream<Finding> idle(Tree tree) {
        Outcomes outcomes = Outcomes.in(tree);
        return scaling(tree)
                .flatMap(alert -> alert.expression().parsed().stream()
                        .flatMap(TurnedChecks::narrowing)
                        .filter(narrowing -> narrowing.operator().equals("and"))
                        .map(Binary::right)
                        .filter(guard -> guard instanceof Binary binary && binary.compares())
                        .filter(guard -> outcomes.of(guard).presence().compareTo(Outcome.Presence.WITH_DATA) >= 0)
                        .map(guard -> new Finding(
                                alert.expression().place(guard),
                                Rule.NO_COMPARISON,
                                "the guard " + guard.text() + " of " + alert.name()
                                        + " holds for any value, so it holds nothing back",
                                "correct it, or the rule that records it")));
    }

    /** An {@code or} that lets through what only its guard would, or a down by either of two signals. */
    static Stream<Finding> alternatives(Tree tree) {
        LoadSignals signals = LoadSignals.in(tree.rules());
        return scaling(tree)
                .flatMap(alert -> alert.expression().parsed().stream()
                        .flatMap(TurnedChecks::ors)
                        .flatMap(or -> alternative(tree, signals, alert, or).stream()));
    }

    private static Stream<Binary> ors(Expr expr) {
        return expr instanceof Binary binary && binary.operator().equals("or")
                ? Stream.concat(ors(binary.left()), Stream.concat(Stream.of(binary), ors(binary.right())))
                : expr instanceof Binary binary && Comparison.narrows(binary) ? ors(binary.left()) : Stream.empty();
    }

    private static Optional<Finding> alternative(Tree tree, LoadSignals signals, Alert alert, Binary or) {
        Optional<Comparison> left = Comparison.first(or.left());
        Optional<Comparison> right = Comparison.first(or.right());
        if (left.isEmpty()
                || right.isEmpty()
                || left.get().signal().equals(right.get().signal())) {
            return Optional.empty();
        }
        List<Comparison> sides = new ArrayList<>(List.of(left.get(), right.get()));
        Set<String> guards = guards(tree, alert);
        Optional<Comparison> guard = sides.stream()
                .filter(side -> guards.contains(side.signal()) && signals.decidesNothing(side.signal()))
                .findFirst();
        if (guard.isPresent()) {
            return Optional.of(finding(alert, or, guard.get().signal() + " is a guard of other alerts"));
        }
        boolean another =
                left.get().value() != right.get().value() && alert.scale().equals("down");
        return another
                ? Optional.of(finding(alert, or, "of a down both must be low"))
                        .map(found -> or.matching().isPresent() ? found : found.asWarning())
                : Optional.empty();
    }

    /** The signals that other alerts which scale ask for beside their own. */
    private static Set<String> guards(Tree tree, Alert alert) {
        return scaling(tree)
                .filter(other -> !other.equals(alert))
                .flatMap(other -> other.expression().guards().stream())
                .map(Comparison::signal)
                .collect(Collectors.toSet());
    }

    private static Finding finding(Alert alert, Binary or, String why) {
        return new Finding(
                alert.expression().place(or),
                Rule.TURNED_ROUND,
                alert.name() + " scales " + alert.scale() + " where either side of this or holds alone; " + why,
                "write and in the place of or");
    }
}
