package dev.headroom.receiver.alert;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One firing of one alert rule for one label set, as Alertmanager tells it. */
public record Alert(
        Fingerprint fingerprint, Map<String, String> labels, Map<String, String> annotations, Instant startsAt) {

    public Alert {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** The {@code alertname} label; empty when there is none. */
    public String name() {
        return labels.getOrDefault("alertname", "");
    }

    public @Nullable String label(String name) {
        return labels.get(name);
    }

    public @Nullable String annotation(String name) {
        return annotations.get(name);
    }
}
