package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Patterns;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether an alert that scales asks for the right thing. */
final class ScalingAlertChecks {
    private static final Pattern LATENCY = Pattern.compile("seconds.*:p\\d\\d|seconds_(bucket|sum|count)$");
    private static final Pattern WAITING = Pattern.compile("queue|wait|pending");

    private ScalingAlertChecks() {}

    /** An expression that selects a service which is not that of its alert, or that the policy does not name. */
    static Stream<Finding> wrongService(Tree tree) {
        Set<String> known = tree.policy().stream()
                .flatMap(source -> source.policy().services().keySet().stream())
                .collect(Collectors.toSet());
        return tree.rules().alerts().stream()
                .filter(alert -> !alert.scale().isEmpty() && known.contains(alert.label("service")))
                .flatMap(alert -> alert.expression()
                        .matchers()
                        .filter(matcher -> matcher.label().equals("service"))
                        .filter(matcher -> !Patterns.takes(matcher, alert.label("service")))
                        .map(matcher -> new Finding(
                                alert.expression().yaml().place(matcher.at()),
                                Rule.WRONG_SERVICE,
                                alert.name() + " is of service " + alert.label("service") + ", but asks for service"
                                        + matcher.operator() + "\"" + matcher.value() + "\""
                                        + (known.stream().anyMatch(service -> Patterns.takes(matcher, service))
                                                ? ""
                                                : ", which the policy does not name"),
                                "write service=\"" + alert.label("service") + "\", or correct the label")));
    }

    /** {@code scale: to} goes to the number in its annotation. */
    static Stream<Finding> replicasMissing(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(alert -> alert.scale().equals("to"))
                .filter(alert -> !isCount(alert))
                .map(alert -> new Finding(
                        alert.place(),
                        Rule.REPLICAS_MISSING,
                        alert.name() + " has scale: to, and " + replicas(alert),
                        "add the annotation replicas: \"{{ $value }}\" or a whole number"));
    }

    private static String replicas(Alert alert) {
        Yaml replicas = alert.annotations().get("replicas");
        return replicas == null ? "no annotation replicas" : "its annotation replicas is \"" + replicas.text() + "\"";
    }

    private static boolean isCount(Alert alert) {
        Yaml replicas = alert.annotations().get("replicas");
        return replicas != null
                && (replicas.text().contains("{{") || replicas.text().matches(" *[0-9]{1,9} *"));
    }

    /** Where the work itself takes as long, no count of replicas ends the alert; what is waited for is load. */
    static Stream<Finding> latencyAlone(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(alert -> alert.scale().equals("up"))
                .filter(alert -> !alert.expression().metrics().isEmpty()
                        && alert.expression().metrics().stream()
                                .allMatch(metric -> LATENCY.matcher(metric).find()
                                        && !WAITING.matcher(metric).find()))
                .map(alert -> new Finding(
                        alert.expression().place(),
                        Rule.LATENCY_ALONE,
                        alert.name() + " scales up on latency alone: where the work itself takes as long, no count of "
                                + "replicas ends it, and " + alert.label("service") + " goes to its maximum and stays",
                        "ask for load, too: and on (service) service:loaded:bool == 1"));
    }

    /** Rows and silences go by the name, so that of an alert that scales is its own. */
    static Stream<Finding> sameName(Tree tree) {
        return tree.rules().alerts().stream().collect(Collectors.groupingBy(Alert::name)).values().stream()
                .filter(alerts -> alerts.size() > 1 && alerts.stream().anyMatch(Alert::scalesOrGates))
                .filter(alerts -> alerts.stream().map(Alert::essence).distinct().count() > 1)
                .map(alerts -> new Finding(
                        alerts.get(1).place(),
                        Rule.SAME_NAME,
                        "there is another " + alerts.get(0).name() + " at "
                                + alerts.get(0).place() + ": a matrix row that asks for the name takes either",
                        "give one of them another name"));
    }
}
