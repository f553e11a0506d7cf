package dev.headroom.receiver.lint;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.policy.ScalingPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the files of a tree say of scaling, without their places: for whoever plays the rules instead of checking them.
 *
 * @param signals expressions of the recording rules, in the order of the files
 */
public record RuleSet(List<AlertRule> alerts, List<Recording> signals, ScalingPolicy policy, HeadroomConfig config) {

    /**
     * A recording rule.
     *
     * @param labels that it sets
     * @param interval of its group's evaluation
     */
    public record Recording(String name, Map<String, String> labels, String expression, Duration interval) {}

    /**
     * An alerting rule that Headroom hears of.
     *
     * @param pending its {@code for}
     * @param kept its {@code keep_firing_for}
     * @param interval of its group's evaluation
     * @param delivery how quickly Alertmanager tells of it
     */
    public record AlertRule(
            String name,
            String expression,
            Duration pending,
            Duration kept,
            Duration interval,
            Map<String, String> labels,
            Map<String, String> annotations,
            Delivery delivery) {

        /** Whether it is about a service. */
        public boolean isOf(String service) {
            return service.equals(labels.get("service"));
        }

        /** The same with another number in its threshold; empty where it has none. */
        public Optional<AlertRule> withThreshold(String number) {
            return Expression.threshold(expression, number)
                    .map(other -> new AlertRule(name, other, pending, kept, interval, labels, annotations, delivery));
        }

        public AlertRule withPending(Duration other) {
            return new AlertRule(name, expression, other, kept, interval, labels, annotations, delivery);
        }
    }

    /** When Alertmanager tells of a new group, of a change in it, and of it again. */
    public record Delivery(Duration first, Duration interval, Duration repeat) {
        static final Delivery USUAL = new Delivery(Duration.ZERO, Duration.ofSeconds(30), Duration.ofMinutes(2));
    }

    public RuleSet {
        alerts = List.copyOf(alerts);
        signals = List.copyOf(signals);
    }

    /**
     * What a tree says.
     *
     * @throws LintException where it cannot be read, or holds no policy
     */
    public static RuleSet of(Tree tree) {
        if (!tree.broken().isEmpty()) {
            throw new LintException(
                    tree.broken().stream().map(Finding::toString).collect(Collectors.joining("\n")));
        }
        ScalingPolicy policy = tree.policy()
                .map(PolicySource::policy)
                .orElseThrow(() -> new LintException("there is no alert-rules/scaling-policy.yml in "
                        + tree.root().toAbsolutePath() + "; go to the folder that holds it, or name it"));
        return new RuleSet(
                tree.rules().alerts().stream()
                        .flatMap(alert -> delivered(tree, alert).stream())
                        .toList(),
                tree.rules().signals().stream()
                        .filter(signal -> !signal.isOfAdapter()) // the player has its metrics by their own names
                        .map(signal -> new Recording(
                                signal.name(),
                                texts(signal.labels()),
                                signal.expression().text(),
                                signal.interval()))
                        .toList(),
                policy,
                tree.settings().config());
    }

    private static Optional<AlertRule> delivered(Tree tree, Alert alert) {
        return delivery(tree, alert)
                .map(delivery -> new AlertRule(
                        alert.name(),
                        alert.expression().text(),
                        alert.pending(),
                        alert.kept(),
                        alert.interval(),
                        alert.routed(),
                        texts(alert.annotations()),
                        delivery));
    }

    /** Empty where no route takes the alert to Headroom. */
    private static Optional<Delivery> delivery(Tree tree, Alert alert) {
        return tree.routing()
                .map(routing -> routing.to(RouteChecks.receiver(tree), alert.routed())
                        .map(Route::timing)
                        .map(timing -> new Delivery(timing.first(), timing.interval(), timing.repeat())))
                .orElse(Optional.of(Delivery.USUAL));
    }

    private static Map<String, String> texts(Map<String, Yaml> entries) {
        Map<String, String> texts = new LinkedHashMap<>();
        entries.forEach((key, value) -> texts.put(key, value.text()));
        return texts;
    }

    /** The same under another policy. */
    public RuleSet with(ScalingPolicy other) {
        return new RuleSet(alerts, signals, other, config);
    }

    /** The same with other alerts. */
    public RuleSet with(List<AlertRule> others) {
        return new RuleSet(others, signals, policy, config);
    }
}
