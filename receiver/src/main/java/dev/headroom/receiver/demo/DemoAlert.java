package dev.headroom.receiver.demo;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** An alert of the shipped rules' names and labels, as Alertmanager would send it. */
record DemoAlert(Map<String, String> labels) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int SEPARATOR = 0xff;

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

    /** Alertmanager's fingerprint: FNV-1a of the sorted labels, each name and value closed by 0xff. */
    String fingerprint() {
        long hash = FNV_OFFSET;
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            hash = add(add(hash, label.getKey()), label.getValue());
        }
        return String.format("%016x", hash);
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            sum = (sum ^ (b & 0xff)) * FNV_PRIME;
        }
        return (sum ^ SEPARATOR) * FNV_PRIME;
    }
}
