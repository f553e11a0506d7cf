package dev.headroom.receiver.lint;

import java.util.List;
import java.util.stream.Stream;

/** Checks a tree: that its files fit each other. The checks know nothing of each other, and some wait for another program. */
public final class Linter {
    private static final List<Check> CHECKS = List.of(
            TriggerChecks::triggerWithoutRule,
            TriggerChecks::ruleWithoutTrigger,
            TriggerChecks::matrixWithoutRule,
            TriggerChecks::cooldownBelowWarmup,
            TriggerChecks::thresholdsCross,
            RouteChecks::notRouted,
            WatchdogChecks::findings,
            RouteChecks::muted,
            ReceiverChecks::webhook,
            ReceiverChecks::payload,
            ReceiverChecks::maxAlerts,
            ReceiverChecks::sendResolved,
            ReceiverChecks::followsRedirects,
            RouteChecks::alertTtl,
            RouteChecks::groupInterval,
            RouteChecks::groupBy,
            InhibitionChecks::findings,
            Amtool::refusals,
            tree -> tree.settings().outdated().stream(),
            tree -> tree.unread().stream(),
            RuleChecks::volatileLabels,
            RuleChecks::noComparison,
            RuleChecks::absentWithoutFor,
            RuleChecks::notHumanized,
            RuleChecks::missingAnnotations,
            LostLabels::shown,
            LostLabels::selected,
            LostLabels::bounds,
            RuleChecks::duplicates,
            RuleChecks::regexes,
            RuleChecks::shortWindows,
            RuleChecks::anyJob,
            MetricChecks::unknownMetrics,
            DashboardChecks::otherThresholds,
            DashboardChecks::sameIds,
            DashboardChecks::invalidQueries,
            ThresholdChecks::wrongScale,
            ThresholdChecks::noNumber,
            ThresholdChecks::wrongService,
            ThresholdChecks::replicasMissing,
            ThresholdChecks::longFor,
            ThresholdChecks::latencyAlone,
            ThresholdChecks::rateOfSum,
            ThresholdChecks::sameName,
            MatrixDirection::findings,
            RunbookChecks::deadLinks,
            Promtool::invalidRules);

    private Linter() {}

    /** Everything that is wrong, in the order of files and lines; only what cannot be read where there is such. */
    public static Report lint(Tree tree) {
        Stream<Finding> found = tree.broken().isEmpty()
                ? CHECKS.parallelStream().flatMap(check -> check.findings(tree))
                : tree.broken().stream();
        List<Finding> heard = Silences.of(tree).heard(found.distinct().toList());
        return new Report(heard.stream().sorted().toList(), Reaction.all(tree));
    }
}
