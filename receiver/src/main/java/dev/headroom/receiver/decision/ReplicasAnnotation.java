package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import java.util.Optional;

/** The annotation {@code replicas} of a {@code scale: to} alert: a whole number, and nothing else. */
public final class ReplicasAnnotation {

    private static final int MOST_DIGITS = 6;

    private ReplicasAnnotation() {}

    /** The count; empty where the annotation is missing or anything but digits, in which case the alert is refused. */
    public static Optional<Integer> read(Alert alert) {
        String text = alert.annotations().getOrDefault("replicas", "");
        boolean whole =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return whole ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }
}
