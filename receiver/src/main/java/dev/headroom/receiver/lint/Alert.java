package dev.headroom.receiver.lint;

import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.lint.Tree.TriggerKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An alerting rule.
 *
 * @param place of its name
 * @param rule as it is written
 * @param group that it is in
 * @param pending its {@code for}
 * @param kept its {@code keep_firing_for}
 */
record Alert(
        Place place,
        Yaml rule,
        Group group,
        String name,
        Expression expression,
        Duration pending,
        Duration kept,
        Map<String, Yaml> labels,
        Map<String, Yaml> annotations) {

    /** Of what it says behind a key. */
    Place place(String key) {
        return rule.get(key).map(Yaml::place).orElse(place);
    }

    /** Of its group's evaluation. */
    Duration interval() {
        return group.interval();
    }

    String label(String name) {
        Yaml value = labels.get(name);
        return value == null ? "" : value.text();
    }

    /** With {@code alertname}, as Alertmanager routes it. */
    Map<String, String> routed() {
        Map<String, String> routed = new LinkedHashMap<>();
        routed.put("alertname", name);
        labels.forEach((key, value) -> routed.put(key, value.text()));
        return routed;
    }

    /** What makes it fire, and what it says then; two that have the same are one. */
    String essence() {
        return routed() + " " + expression.text();
    }

    /** {@code up}, {@code down} or {@code to}; empty where it does not scale. */
    String scale() {
        return label("scale");
    }

    /** Whether it is there for Headroom alone. */
    boolean scalesOrGates() {
        return !scale().isEmpty() || !label("gate").isEmpty();
    }

    /** Whether it proves that Prometheus evaluates; other labels may be ones that Prometheus adds to all of its alerts. */
    boolean isOneOf(Watchdog watchdog) {
        String wanted = watchdog.labels().get("alertname");
        return wanted == null ? expression.text().contains("vector(1)") : name.equals(wanted);
    }

    Optional<TriggerKey> trigger() {
        return scale().isEmpty() || label("trigger").isEmpty()
                ? Optional.empty()
                : Optional.of(new TriggerKey(label("service"), label("trigger")));
    }
}
