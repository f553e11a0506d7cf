package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why an alert that asks for scaling, by a label {@code scale} or {@code trigger}, is not used: what is not understood is
 * refused, and never taken for something else. Rows of the matrix, which go by an alert's name, see it all the same.
 *
 * @param why in words, with what to change
 */
public record Unusable(Kind kind, String why) {

    private static final int MOST = 80;
    private static final Set<String> SCALES = Set.of("up", "down", "to");

    /** What is wrong. */
    public enum Kind {
        UNKNOWN_SERVICE,
        UNKNOWN_TRIGGER,
        BAD_SCALE,
        BAD_PRIORITY,
        BAD_REPLICAS,
        UP_ONLY;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Empty for what can be used, and for what asks for no scaling. */
    public static Optional<Unusable> of(Alert alert, ScalingPolicy policy) {
        if (!asks(alert)) {
            return Optional.empty();
        }
        String name = label(alert, "service");
        ServicePolicy service = policy.service(name);
        return service == null
                ? Optional.of(new Unusable(
                        Kind.UNKNOWN_SERVICE,
                        "its label service is \"%s\"; the policy has %s"
                                .formatted(
                                        shown(name),
                                        String.join(
                                                ", ",
                                                new TreeSet<>(policy.services().keySet())))))
                : of(alert, service);
    }

    /** Whether all but its urgency is understood: then nothing is taken away against it. */
    boolean keepsTheCount() {
        return kind == Kind.BAD_PRIORITY;
    }

    private static boolean asks(Alert alert) {
        return alert.label("scale") != null || alert.label("trigger") != null;
    }

    /** The same for an alert of a service. */
    static Optional<Unusable> of(Alert alert, ServicePolicy service) {
        Trigger trigger = service.triggers().get(label(alert, "trigger"));
        String scale = label(alert, "scale");
        if (trigger == null) {
            return Optional.of(new Unusable(Kind.UNKNOWN_TRIGGER, noTrigger(alert, service)));
        }
        if (!SCALES.contains(scale)) {
            return Optional.of(
                    new Unusable(Kind.BAD_SCALE, "its label scale is \"" + shown(scale) + "\"; write up, down or to"));
        }
        if (alert.label("priority") != null
                && Priority.of(label(alert, "priority")).isEmpty()) {
            return Optional.of(new Unusable(
                    Kind.BAD_PRIORITY,
                    "its label priority is \"%s\"; write one of %s, or leave it out"
                            .formatted(shown(label(alert, "priority")), Arrays.toString(Priority.values()))));
        }
        if (scale.equals("to") && ReplicasAnnotation.read(alert).isEmpty()) {
            return Optional.of(new Unusable(
                    Kind.BAD_REPLICAS,
                    "its annotation replicas is \"%s\"; write a whole number, as with printf \"%%.0f\""
                            .formatted(shown(alert.annotations().getOrDefault("replicas", "")))));
        }
        return scale.equals("down") && trigger.upOnly()
                ? Optional.of(new Unusable(
                        Kind.UP_ONLY,
                        "its trigger " + trigger.name() + " is up_only; write scale: up, or remove the rule"))
                : Optional.empty();
    }

    private static String noTrigger(Alert alert, ServicePolicy service) {
        return "its label trigger is \"%s\"; %s has %s"
                .formatted(
                        shown(label(alert, "trigger")),
                        service.name(),
                        String.join(", ", new TreeSet<>(service.triggers().keySet())));
    }

    /** As much of it as fits into a line. */
    private static String shown(String text) {
        return text.codePointCount(0, text.length()) > MOST
                ? text.substring(0, text.offsetByCodePoints(0, MOST)) + "..."
                : text;
    }

    private static String label(Alert alert, String name) {
        return alert.labels().getOrDefault(name, "");
    }
}
