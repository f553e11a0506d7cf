package dev.headroom.receiver.lint;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether everything that rules and dashboards read is written by somebody. */
final class MetricChecks {
    private MetricChecks() {}

    static Stream<Finding> unknownMetrics(Tree tree) {
        Set<String> recorded = tree.rules().signals().stream().map(Signal::name).collect(Collectors.toSet());
        return tree.metrics().stream()
                .flatMap(known -> Stream.concat(RuleChecks.expressions(tree), DashboardChecks.queries(tree))
                        .flatMap(expression -> expression.metrics().stream()
                                .filter(metric -> !recorded.contains(metric) && !known.knows(metric))
                                .map(metric -> unknown(expression, metric))));
    }

    private static Finding unknown(Expression expression, String metric) {
        boolean recorded = metric.contains(":");
        return new Finding(
                expression.place(),
                Rule.UNKNOWN_METRIC,
                recorded ? "no rule records " + metric : "docs/metrics.md names nobody who exports " + metric,
                recorded ? "correct the name, or add the recording rule" : "correct the name, or add it there");
    }
}
