package dev.headroom.receiver.lint;

import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.schedule.Window;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that scale up where all their alerts of the service say that there is too little load or no room, or down at too much; and those that
 * hold always, or never.
 */
final class MatrixDirection {
    private MatrixDirection() {}

    static Stream<Finding> findings(Tree tree) {
        return tree.policy().stream()
                .flatMap(source -> source.policy().matrix().stream()
                        .flatMap(row -> Stream.concat(against(tree, source, row), idle(tree, source, row).stream())));
    }

    private static Stream<Finding> against(Tree tree, PolicySource source, MatrixRule row) {
        return row.then().entrySet().stream().flatMap(effect -> {
            String service = effect.getKey();
            String direction = direction(effect.getValue(), source.policy().service(service));
            return isAgainst(tree, row, service, direction)
                    ? Stream.of(finding(source, row, service, direction))
                    : direction.equals("up") ? withoutRoom(tree, source, row, service).stream() : Stream.empty();
        });
    }

    /** An up at an alert that keeps ups from happening, and nothing else asked for. */
    private static Optional<Finding> withoutRoom(Tree tree, PolicySource source, MatrixRule row, String service) {
        List<Alert> alerts = required(row.when())
                .flatMap(name -> tree.rules().alert(name).stream())
                .toList();
        return alerts.stream()
                .filter(first -> alerts.stream()
                        .allMatch(alert -> alert.label("gate").equals("vram")
                                && alert.label("service").equals(service)))
                .findFirst()
                .map(alert -> new Finding(
                        source.inRow(row.name(), row.name()),
                        Rule.MATRIX_DIRECTION,
                        "row " + row.name() + " scales " + service + " up when " + alert.name()
                                + " says that the GPUs have no room",
                        "write " + service + ": hold_scale_up, or correct the alerts that the row asks for"));
    }

    /** A row that holds while nothing fires, or that never does. */
    private static Optional<Finding> idle(Tree tree, PolicySource source, MatrixRule row) {
        Stream<String> windows = Stream.concat(
                Stream.of("normal"),
                source.policy().schedule().windows().stream().map(Window::name));
        if (windows.allMatch(window -> row.when().holds(Condition.Scene.certain(Set.of(), window)))) {
            return Optional.of(new Finding(
                    source.inRow(row.name(), row.name()),
                    Rule.MATRIX_DIRECTION,
                    "row " + row.name() + " holds while nothing fires, so it acts all the time",
                    "ask for an alert that fires as well, like all: [ALERT, {not: OTHER}]"));
        }
        return excluding(tree, row.when())
                .findFirst()
                .map(pair -> new Finding(
                        source.inRow(row.name(), row.name()),
                        Rule.MATRIX_DIRECTION,
                        "row " + row.name() + " never holds: " + pair + " do not fire together",
                        "write any in the place of all, or ask for one of them"));
    }

    /** An up and a down of one trigger that shall fire together. */
    private static Stream<String> excluding(Tree tree, Condition condition) {
        List<Alert> wanted = condition instanceof Condition.All all
                ? all.parts().stream()
                        .filter(Condition.Firing.class::isInstance)
                        .flatMap(Condition::alerts)
                        .flatMap(name -> tree.rules().alert(name).stream())
                        .toList()
                : List.of();
        return wanted.stream()
                .filter(alert -> alert.scale().equals("up"))
                .flatMap(up -> wanted.stream()
                        .filter(down -> down.scale().equals("down"))
                        .filter(down ->
                                up.trigger().isPresent() && down.trigger().equals(up.trigger()))
                        .map(down -> up.name() + " and " + down.name()));
    }

    private static Finding finding(PolicySource source, MatrixRule row, String service, String direction) {
        String asked = direction.equals("up") ? "down" : "up";
        return new Finding(
                source.inRow(row.name(), row.name()),
                Rule.MATRIX_DIRECTION,
                "row " + row.name() + " scales " + service + " " + direction + " when its alerts ask to scale it "
                        + asked,
                "write " + service + ": scale_" + asked + ", or correct the alerts that the row asks for");
    }

    /** Empty for what only holds, or goes to a number within the limits. */
    private static String direction(Effect effect, @Nullable ServicePolicy service) {
        if (effect instanceof Effect.ScaleTo to && service != null) {
            return to.replicas() == service.replicas().min()
                    ? "down"
                    : to.replicas() == service.replicas().max() ? "up" : "";
        }
        if (effect instanceof Effect.ScaleUp) {
            return "up";
        }
        return effect instanceof Effect.ScaleDown || effect instanceof Effect.ScaleToMin ? "down" : "";
    }

    private static boolean isAgainst(Tree tree, MatrixRule row, String service, String direction) {
        Set<String> asked = required(row.when())
                .flatMap(name -> tree.rules().alert(name).stream())
                .filter(alert -> alert.label("service").equals(service))
                .map(Alert::scale)
                .filter(List.of("up", "down")::contains)
                .collect(Collectors.toSet());
        return !direction.isEmpty() && asked.size() == 1 && !asked.contains(direction);
    }

    /** Alerts that fire whenever the condition holds, or may. */
    private static Stream<String> required(Condition condition) {
        return condition instanceof Condition.Not ? Stream.empty() : condition.alerts();
    }
}
