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

    /** Written out: what a record makes of itself is slow with one compiler. What differs most often is looked at first. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Alert alert
                        && fingerprint.equals(alert.fingerprint)
                        && startsAt.equals(alert.startsAt)
                        && annotations.equals(alert.annotations)
                        && labels.equals(alert.labels));
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
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
