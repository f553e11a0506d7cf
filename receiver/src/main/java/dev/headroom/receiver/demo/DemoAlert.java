package dev.headroom.receiver.demo;

import dev.headroom.receiver.wire.LabelHash;
import java.util.Map;

/** An alert of the shipped rules' names and labels, as Alertmanager would send it. */
record DemoAlert(Map<String, String> labels) {

    static DemoAlert up(String name, String service, String trigger) {
        return scaling(name, service, trigger, "up");
    }

    static DemoAlert down(String name, String service, String trigger) {
        return scaling(name, service, trigger, "down");
    }

    static DemoAlert gate(String name, String service) {
        return new DemoAlert(Map.of(
                "alertname", name, "service", service, "gate", "vram", "priority", "P0", "severity", "critical"));
    }

    static DemoAlert watchdog() {
        return new DemoAlert(Map.of("alertname", "Watchdog", "severity", "none"));
    }

    private static DemoAlert scaling(String name, String service, String trigger, String scale) {
        return new DemoAlert(Map.of(
                "alertname",
                name,
                "service",
                service,
                "trigger",
                trigger,
                "scale",
                scale,
                "priority",
                "P2",
                "severity",
                "warning"));
    }

    String name() {
        return labels.getOrDefault("alertname", "");
    }

    String fingerprint() {
        return LabelHash.of(labels);
    }
}
