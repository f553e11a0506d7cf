package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.Expr.LabelMatcher;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Mistakes within the alert rules. */
final class RuleChecks {
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{.*?}}");
    private static final Pattern RAW_VALUE = Pattern.compile("\\{\\{-?\\s*(\\$value|\\.Value)\\s*-?}}");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`");
    private static final Pattern VOLATILE =
            Pattern.compile("\\$value\\b|(?<![\\w)])\\.Value\\b|(?<![\\w.$])(query|now)\\b");
    private static final Pattern META = Pattern.compile("[.*+?|()\\[{^$\\\\]");
    private static final List<String> NEEDED = List.of("summary", "description", "action", "runbook_url");
    private static final Set<String> SAYING_WHAT = Set.of("summary", "description", "message", "title");
    private static final int FEWEST_SCRAPES = 4;

    /** Labels that a program sets itself, which do not tell whose it is. */
    private static final Set<String> OF_A_PROGRAM =
            Set.of("__name__", "code", "gpu", "gpu_uuid", "le", "mode", "quantile", "state", "status");

    private RuleChecks() {}

    /** A label whose value changes while the alert fires makes it another alert, whose {@code for} begins anew. */
    static Stream<Finding> volatileLabels(Tree tree) {
        return tree.rules().alerts().stream()
                .flatMap(alert -> alert.labels().entrySet().stream()
                        .filter(label -> TEMPLATE.matcher(label.getValue().text())
                                .results()
                                .anyMatch(template -> VOLATILE.matcher(
                                                TEXT.matcher(template.group()).replaceAll(""))
                                        .find()))
                        .map(label -> new Finding(
                                label.getValue().place(),
                                Rule.VOLATILE_LABEL,
                                "label " + label.getKey() + " of " + alert.name()
                                        + " changes with the value, which restarts for",
                                "put it into an annotation")));
    }

    static Stream<Finding> absentWithoutFor(Tree tree) {
        Duration least = tree.scrapeInterval().multipliedBy(2);
        return tree.rules().alerts().stream()
                .filter(alert -> alert.expression().asksForAbsence())
                .filter(alert -> alert.pending().compareTo(least) < 0)
                .map(alert -> new Finding(
                        alert.place(),
                        Rule.ABSENT_FOR,
                        alert.name() + " fires on one missed scrape",
                        "give it for: " + Durations.words(least) + " or more"));
    }

    static Stream<Finding> notHumanized(Tree tree) {
        return tree.rules().alerts().stream()
                .flatMap(alert -> alert.annotations().values().stream()
                        .filter(text -> RAW_VALUE.matcher(text.text()).find())
                        .map(text -> new Finding(
                                text.place(),
                                Rule.HUMANIZE,
                                alert.name() + " shows a value with all its digits",
                                "write {{ $value | humanize }}, humanizePercentage or humanizeDuration")));
    }

    /** Whoever is called needs all of them where Headroom acts, and at least a sentence elsewhere. */
    static Stream<Finding> missingAnnotations(Tree tree) {
        return tree.rules().alerts().stream()
                .flatMap(alert -> missing(alert)
                        .map(key -> new Finding(
                                alert.place(),
                                Rule.ANNOTATION_MISSING,
                                alert.name() + " has no annotation " + key,
                                "add it: whoever is called needs it")));
    }

    private static Stream<String> missing(Alert alert) {
        if (alert.scalesOrGates()) {
            return NEEDED.stream().filter(key -> !alert.annotations().containsKey(key));
        }
        return alert.annotations().keySet().stream().anyMatch(SAYING_WHAT::contains)
                ? Stream.empty()
                : Stream.of("summary");
    }

    static Stream<Finding> duplicates(Tree tree) {
        Map<String, List<Alert>> alike = tree.rules().alerts().stream().collect(Collectors.groupingBy(Alert::essence));
        return alike.values().stream()
                .filter(alerts -> alerts.size() > 1)
                .map(alerts -> new Finding(
                        alerts.get(1).place(),
                        Rule.DUPLICATE,
                        alerts.get(1).name() + " is the same as the one at "
                                + alerts.get(0).place(),
                        "remove one of the two"));
    }

    static Stream<Finding> regexes(Tree tree) {
        return expressions(tree)
                .flatMap(expression -> expression
                        .matchers()
                        .filter(LabelMatcher::isPattern)
                        .flatMap(matcher -> regex(expression, matcher).stream()));
    }

    private static Optional<Finding> regex(Expression expression, LabelMatcher found) {
        Place place = expression.yaml().place(found.at());
        String written = found.label() + found.operator() + "\"" + found.value() + "\"";
        if (found.value().startsWith("^")
                || (found.value().endsWith("$") && !found.value().endsWith("\\$"))) {
            return Optional.of(new Finding(
                    place, Rule.REDUNDANT_ANCHOR, written + " is anchored at both ends anyway", "leave ^ and $ out"));
        }
        if (META.matcher(found.value()).find()) {
            return Optional.empty();
        }
        String plain = found.operator().equals("=~") ? "=" : "!=";
        return Optional.of(new Finding(
                place,
                Rule.NEEDLESS_REGEX,
                written + " is no pattern",
                "write " + found.label() + plain + "\"" + found.value() + "\""));
    }

    /** A rate over fewer scrapes is empty as soon as one is missed. */
    static Stream<Finding> shortWindows(Tree tree) {
        Duration least = tree.scrapeInterval().multipliedBy(FEWEST_SCRAPES);
        return expressions(tree)
                .flatMap(expression -> expression
                        .deep(Expr.Range.class)
                        .filter(range -> range.step().isEmpty() && range.range().compareTo(least) < 0)
                        .map(range -> new Finding(
                                expression.place(range),
                                Rule.SHORT_WINDOW,
                                "the window of " + Durations.words(range.range())
                                        + " holds fewer than four scrapes, which come every "
                                        + Durations.words(tree.scrapeInterval()),
                                "make it " + Durations.words(least) + " or longer")));
    }

    /** Another environment's metrics of the same names would scale this one: of alerts, and of the signals that they name. */
    static Stream<Finding> anyJob(Tree tree) {
        List<Signal> signals = tree.rules().signals().stream()
                .filter(signal -> !signal.isOfAdapter())
                .toList();
        Set<String> recorded = signals.stream().map(Signal::name).collect(Collectors.toSet());
        Set<String> named = new HashSet<>();
        List<Expression> alerts = tree.rules().alerts().stream()
                .filter(Alert::scalesOrGates)
                .map(Alert::expression)
                .toList();
        alerts.forEach(alert -> named.addAll(alert.metrics()));
        return Stream.concat(
                        alerts.stream(),
                        signals.stream()
                                .filter(signal -> named.contains(signal.name()))
                                .map(Signal::expression))
                .filter(expression -> !expression.metrics().isEmpty()
                        && Collections.disjoint(expression.metrics(), recorded)
                        && OF_A_PROGRAM.containsAll(expression.labels()))
                .map(expression -> new Finding(
                        expression.place(),
                        Rule.ANY_JOB,
                        String.join(", ", expression.metrics())
                                + " of every job counts, so that another environment's would scale this one",
                        "say whose it is by a label that the scrape sets, such as service"));
    }

    static Stream<Expression> expressions(Tree tree) {
        return Stream.concat(
                tree.rules().signals().stream().map(Signal::expression),
                tree.rules().alerts().stream().map(Alert::expression));
    }
}
