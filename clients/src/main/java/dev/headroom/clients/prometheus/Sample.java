package dev.headroom.clients.prometheus;

import java.util.Map;

/**
 * A value of an instant query.
 *
 * @param labels with the metric's name as {@code __name__}, where the query kept it
 * @param value may be infinite or not a number
 */
public record Sample(Map<String, String> labels, double value) {
    public Sample {
        labels = Map.copyOf(labels);
    }

    /** A label's value; empty where there is none, as Prometheus sees it. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }
}
