package dev.headroom.receiver.lint;

import java.util.List;
import java.util.stream.Stream;

/** Checks a tree: that its files fit each other. The checks know nothing of each other. */
public final class Linter {
    /** By our own reading. */
    static final List<Check> OWN = List.of(
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
            TemplateChecks::findings,
            tree -> tree.settings().outdated().stream(),
            tree -> tree.unread().stream(),
            RuleChecks::volatileLabels,
            FiringChecks::always,
            FiringChecks::never,
            FiringChecks::downWithoutData,
            RuleChecks::absentWithoutFor,
            RuleChecks::notHumanized,
            RuleChecks::missingAnnotations,
            LostLabels::shown,
            LostLabels::selected,
            LostLabels::bounds,
            LostLabels::matched,
            RuleChecks::duplicates,
            RuleChecks::regexes,
            RuleChecks::shortWindows,
            RuleChecks::anyJob,
            MetricChecks::unknownMetrics,
            DashboardChecks::otherThresholds,
            DashboardChecks::sameIds,
            DashboardChecks::invalidQueries,
            ScaleChecks::thresholds,
            ScaleChecks::quantiles,
            CounterChecks::rates,
            CounterChecks::compared,
            CounterChecks::differences,
            TimingChecks::longFor,
            TimingChecks::longKept,
            TimingChecks::slowGroups,
            TimingChecks::limits,
            TimingChecks::old,
            ScalingAlertChecks::wrongService,
            ScalingAlertChecks::replicasMissing,
            ScalingAlertChecks::latencyAlone,
            ScalingAlertChecks::sameName,
            TurnedChecks::signals,
            TurnedChecks::guards,
            TurnedChecks::alternatives,
            TurnedChecks::idle,
            MatrixDirection::findings,
            StandbyChecks::cannot,
            StandbyChecks::unused,
            StandbyChecks::traffic,
            StandbyChecks::slowerThanAStart,
            RunbookChecks::deadLinks);

    /** These ask another program, where it is installed, and wait for it. */
    private static final List<Check> ASKING = List.of(Amtool::refusals, Promtool::invalidRules);

    private Linter() {}

    /** Everything that is wrong, in the order of files and lines; only what cannot be read where there is such. */
    public static Report lint(Tree tree) {
        return lint(tree, Stream.concat(ASKING.stream(), OWN.stream()).toList());
    }

    static Report lint(Tree tree, List<Check> checks) {
        Stream<Finding> found = tree.broken().isEmpty()
                ? checks.parallelStream().flatMap(check -> check.findings(tree))
                : tree.broken().stream();
        List<Finding> heard = Silences.of(tree).heard(found.distinct().toList());
        return new Report(heard.stream().sorted().toList(), Reaction.all(tree));
    }
}
