package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every operator of the shipped alerts that scale or gate, turned round by itself, is found. */
class TurnedRulesTest {
    private static final List<Check> CHECKS = List.of(
            TriggerChecks::thresholdsCross,
            FiringChecks::never,
            FiringChecks::always,
            LostLabels::matched,
            TurnedChecks::signals,
            TurnedChecks::guards,
            TurnedChecks::alternatives,
            TurnedChecks::idle);

    private static final Map<String, List<String>> OTHERS = Map.of(
            "and", List.of("or", "unless"),
            ">", List.of("<"),
            "<", List.of(">"),
            "==", List.of("!=", "<"),
            "(service)", List.of("()"));

    private static final Pattern OPERATOR = Pattern.compile("(?<= )(and|>|<|==|\\(service\\))(?= )");

    private final Tree shipped = Tree.withoutDashboards(Trees.SHIPPED);

    private static List<String> turned(String expr) {
        List<String> all = new ArrayList<>();
        Matcher found = OPERATOR.matcher(expr);
        while (found.find()) {
            OTHERS.get(found.group())
                    .forEach(other -> all.add(expr.substring(0, found.start()) + other + expr.substring(found.end())));
        }
        return all;
    }

    private Tree with(Alert alert, String expr) {
        Alert other = new Alert(
                alert.place(),
                alert.rule(),
                alert.group(),
                alert.name(),
                Expression.of(alert.expression().yaml(), expr),
                alert.pending(),
                alert.kept(),
                alert.labels(),
                alert.annotations());
        List<Alert> alerts = shipped.rules().alerts().stream()
                .map(each -> each.equals(alert) ? other : each)
                .toList();
        return new Tree(
                shipped.folder(),
                shipped.root(),
                shipped.ruleFiles(),
                Tree.Rules.of(alerts, shipped.rules().signals()),
                shipped.policy(),
                shipped.routing(),
                shipped.settings(),
                List.of(),
                shipped.metrics(),
                shipped.scrapeInterval(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void isFound() {
        List<String> unfound = new ArrayList<>();
        int count = 0;
        for (Alert alert : shipped.rules().alerts()) {
            for (String expr : alert.scalesOrGates() ? turned(alert.expression().written()) : List.<String>of()) {
                count++;
                if (Linter.lint(with(alert, expr), CHECKS).findings().isEmpty()) {
                    unfound.add(alert.name() + ": " + expr);
                }
            }
        }
        assertThat(Linter.lint(shipped, CHECKS).findings()).isEmpty();
        assertThat(unfound).isEmpty();
        assertThat(count).isGreaterThan(70);
    }
}
