package dev.headroom.receiver.lint;

import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows that scale up where all their alerts of the service say that there is too little load, or down at too much. */
final class MatrixDirection {
    private MatrixDirection() {}

    static Stream<Finding> findings(Tree tree) {
        return tree.policy().stream()
                .flatMap(source -> source.policy().matrix().stream()
                        .flatMap(row -> row.then().entrySet().stream()
                                .filter(effect -> isAgainst(tree, row, effect.getKey(), direction(effect.getValue())))
                                .map(effect -> finding(source, row, effect.getKey(), direction(effect.getValue())))));
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

    /** Empty for what only holds, or goes to a number. */
    private static String direction(Effect effect) {
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
        return condition instanceof Condition.Not ? Stream.empty() : PolicySource.alerts(condition);
    }
}
