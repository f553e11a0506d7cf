package dev.headroom.receiver.lint;

import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conditions and effects of the matrix as the policy writes them. */
final class MatrixWords {
    private MatrixWords() {}

    static String of(Condition condition) {
        if (condition instanceof Condition.Firing firing) {
            return firing.alert();
        }
        if (condition instanceof Condition.InWindow window) {
            return "window " + window.name();
        }
        if (condition instanceof Condition.All all) {
            return "all of " + list(all.parts());
        }
        if (condition instanceof Condition.Any any) {
            return "any of " + list(any.parts());
        }
        return condition instanceof Condition.Not not ? "not " + of(not.part()) : condition.toString();
    }

    private static String list(List<Condition> parts) {
        return parts.stream().map(MatrixWords::of).collect(Collectors.joining(", ", "(", ")"));
    }

    static String of(@Nullable Effect effect) {
        if (effect instanceof Effect.ScaleUp) {
            return "scale_up";
        }
        if (effect instanceof Effect.ScaleDown) {
            return "scale_down";
        }
        if (effect instanceof Effect.ScaleToMin) {
            return "scale_to_min";
        }
        if (effect instanceof Effect.ScaleTo to) {
            return "scale_to " + to.replicas();
        }
        return effect instanceof Effect.HoldScaleUp ? "hold_scale_up" : "nothing";
    }
}
