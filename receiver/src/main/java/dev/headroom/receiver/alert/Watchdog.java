package dev.headroom.receiver.alert;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import java.util.TreeMap;

/**
 * The alert that always fires while Prometheus evaluates, by its labels: all of them must match. Several alerts may, one a
 * Prometheus.
 *
 * @param labels empty where the check is given up
 */
public record Watchdog(Map<String, String> labels) {

    private static final String NAME = "alertname";

    public Watchdog {
        labels = Map.copyOf(labels);
    }

    /** The rule of this name. */
    public static Watchdog named(String alert) {
        return new Watchdog(Map.of(NAME, alert));
    }

    /** Nobody proves that Prometheus evaluates; it is taken on trust. */
    public static Watchdog none() {
        return new Watchdog(Map.of());
    }

    public boolean asked() {
        return !labels.isEmpty();
    }

    public boolean matches(Alert alert) {
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (!label.getValue().equals(alert.label(label.getKey()))) {
                return false;
            }
        }
        return asked();
    }

    /** Its name, where that is all that is asked for; else Alertmanager's matchers. */
    @Override
    public String toString() {
        return labels.size() == 1 && labels.containsKey(NAME) ? labels.getOrDefault(NAME, "") : matchers();
    }

    /** As a route of Alertmanager selects it. */
    public String matchers() {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + " = " + label.getValue())
                        .collect(joining(", "));
    }
}
