package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.Tree.TriggerKey;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the alert rules and the policy name the same triggers, and fit each other. */
final class TriggerChecks {
    private static final Set<String> DIRECTIONS = Set.of("up", "down", "to");

    private TriggerChecks() {}

    /** A trigger that no alert can set off. */
    static Stream<Finding> triggerWithoutRule(Tree tree) {
        return tree.policy().stream()
                .flatMap(source -> source.policy().services().values().stream()
                        .flatMap(service -> service.triggers().values().stream()
                                .flatMap(trigger -> missing(tree, source, service.name(), trigger))));
    }

    private static Stream<Finding> missing(Tree tree, PolicySource source, String service, Trigger trigger) {
        List<String> wanted = trigger.upOnly() ? List.of("up") : List.of("up", "down");
        List<Alert> alerts = tree.rules().byTrigger().getOrDefault(new TriggerKey(service, trigger.name()), List.of());
        return wanted.stream()
                .filter(scale ->
                        alerts.stream().noneMatch(alert -> Set.of(scale, "to").contains(alert.scale())))
                .map(scale -> new Finding(
                        source.trigger(service, trigger.name()),
                        Rule.TRIGGER_WITHOUT_RULE,
                        "no alert scales " + service + " " + scale + " by trigger " + trigger.name(),
                        "add one with the labels service: " + service + ", trigger: " + trigger.name() + ", scale: "
                                + scale + (scale.equals("down") ? ", or write scale: up_only here" : "")));
    }

    /** An alert that scales, but by no trigger of the policy. */
    static Stream<Finding> ruleWithoutTrigger(Tree tree) {
        return tree.policy().stream()
                .flatMap(source -> tree.rules().alerts().stream()
                        .filter(alert -> !alert.scale().isEmpty())
                        .flatMap(alert -> strange(source, alert).stream()));
    }

    private static Optional<Finding> strange(PolicySource source, Alert alert) {
        ServicePolicy service = source.policy().service(alert.label("service"));
        if (service == null) {
            return finding(
                    alert, "is of service " + quoted(alert.label("service")) + ", which the policy does not name");
        }
        Trigger trigger = service.triggers().get(alert.label("trigger"));
        if (trigger == null) {
            String what = "is of trigger " + quoted(alert.label("trigger")) + ", which " + service.name() + " has not";
            return finding(alert, what);
        }
        if (!DIRECTIONS.contains(alert.scale())) {
            return finding(alert, "has scale: " + quoted(alert.scale()) + ", which is none of up, down and to");
        }
        String priority = alert.label("priority");
        if (!priority.isEmpty()
                && !priority.contains("{{")
                && Priority.of(priority).isEmpty()) {
            return finding(alert, "has priority: " + quoted(priority) + ", which is none of P0, P1, P2 and P3");
        }
        boolean forbidden = trigger.upOnly() && alert.scale().equals("down");
        return forbidden ? finding(alert, "scales down by " + trigger.name() + ", which is up_only") : Optional.empty();
    }

    private static Optional<Finding> finding(Alert alert, String what) {
        String remedy = "change its labels, or add the trigger to scaling-policy.yml";
        return Optional.of(new Finding(alert.place(), Rule.RULE_WITHOUT_TRIGGER, alert.name() + " " + what, remedy));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    /** A row of the matrix that waits for an alert which no rule raises. */
    static Stream<Finding> matrixWithoutRule(Tree tree) {
        return tree.policy().stream()
                .flatMap(source -> source.policy().matrix().stream()
                        .flatMap(row -> row.when()
                                .alerts()
                                .distinct()
                                .filter(name -> tree.rules().alert(name).isEmpty())
                                .map(name -> new Finding(
                                        source.inRow(row.name(), name),
                                        Rule.MATRIX_WITHOUT_RULE,
                                        "row " + row.name() + " waits for " + name + ", which no rule raises",
                                        "correct the name, or add the alert"))));
    }

    /** A source that may act again before it can see what its last action did. */
    static Stream<Finding> cooldownBelowWarmup(Tree tree) {
        return tree.policy().stream()
                .flatMap(source -> Stream.concat(
                        source.policy().services().values().stream().flatMap(service -> tooShort(source, service)),
                        source.policy().matrix().stream().flatMap(row -> tooShort(source, row))));
    }

    private static Stream<Finding> tooShort(PolicySource source, ServicePolicy service) {
        return service.triggers().values().stream()
                .filter(trigger -> isBelow(trigger.cooldown(), service))
                .map(trigger -> tooShort(
                        source.place("services", service.name(), "triggers", trigger.name(), "cooldown"),
                        "cooldown of " + trigger.name() + ", " + Durations.words(trigger.cooldown()),
                        service));
    }

    private static Stream<Finding> tooShort(PolicySource source, MatrixRule row) {
        return source.policy().services().values().stream()
                .filter(service -> row.then().containsKey(service.name()) && isBelow(row.cooldown(), service))
                .map(service -> tooShort(
                        source.inRow(row.name(), row.name()),
                        "cooldown of row " + row.name() + ", " + Durations.words(row.cooldown()),
                        service));
    }

    /** None at all is a choice: the rollout that is in flight holds the next one. */
    private static boolean isBelow(Duration cooldown, ServicePolicy service) {
        return !cooldown.isZero() && cooldown.compareTo(service.timings().warmup()) < 0;
    }

    private static Finding tooShort(Place place, String what, ServicePolicy service) {
        String warmup = Durations.words(service.timings().warmup());
        return new Finding(
                place,
                Rule.COOLDOWN_BELOW_WARMUP,
                what + ", is shorter than the warmup_time of " + service.name() + ", " + warmup,
                "make it at least " + warmup + ", so that a new replica shows its effect before the next");
    }

    /** An up and a down of one trigger that could both hold. */
    static Stream<Finding> thresholdsCross(Tree tree) {
        return tree.rules().byTrigger().values().stream()
                .flatMap(alerts -> alerts.stream()
                        .filter(alert -> alert.scale().equals("up"))
                        .flatMap(up -> alerts.stream()
                                .filter(alert -> alert.scale().equals("down"))
                                .filter(down -> cross(up, down))
                                .map(down -> crossing(up, down))));
    }

    private static boolean cross(Alert up, Alert down) {
        Optional<Comparison> high = up.expression().threshold();
        Optional<Comparison> low = down.expression().threshold();
        return high.isPresent()
                && low.isPresent()
                && high.get().signal().equals(low.get().signal())
                && (high.get().isHigh() == low.get().isHigh() || overlap(high.get(), low.get()));
    }

    private static boolean overlap(Comparison up, Comparison down) {
        int order = Double.compare(up.value(), down.value());
        return up.isHigh() ? order <= 0 : order >= 0;
    }

    private static Finding crossing(Alert up, Alert down) {
        String message = down.name() + ", " + threshold(down) + ", and " + up.name() + ", " + threshold(up)
                + ", can hold at once";
        return new Finding(
                down.expression().place(), Rule.THRESHOLDS_CROSS, message, "leave room between the two thresholds");
    }

    private static String threshold(Alert alert) {
        return alert.expression().threshold().map(Comparison::threshold).orElse("");
    }
}
