package dev.headroom.receiver.web;

/** Webhook bodies in the shape that Alertmanager sends. */
final class Bodies {

    private Bodies() {}

    static String of(String... alerts) {
        return "{\"version\":\"4\",\"groupKey\":\"{}:{}\",\"truncatedAlerts\":0,\"receiver\":\"headroom\",\"alerts\":["
                + String.join(",", alerts) + "]}";
    }

    /** @param name as it stands between the quotes of a JSON string */
    static String firing(String fingerprint, String name) {
        return alert("firing", fingerprint, name, "0001-01-01T00:00:00Z");
    }

    static String resolved(String fingerprint, String name, String endsAt) {
        return alert("resolved", fingerprint, name, endsAt);
    }

    private static String alert(String status, String fingerprint, String name, String endsAt) {
        return "{\"status\":\"" + status + "\",\"labels\":{\"alertname\":\"" + name
                + "\",\"service\":\"worker-llm\"},\"annotations\":{},\"startsAt\":\"2026-11-24T03:00:00Z\",\"endsAt\":\""
                + endsAt + "\",\"generatorURL\":\"http://127.0.0.1/\",\"fingerprint\":\"" + fingerprint + "\"}";
    }
}
