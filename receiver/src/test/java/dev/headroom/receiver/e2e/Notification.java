package dev.headroom.receiver.e2e;

/** Alertmanager v4 bodies with one firing alert. */
public final class Notification {

    private Notification() {}

    /**
     * A firing scale-up alert of worker-llm.
     *
     * @param number the fingerprint
     */
    public static String firing(String name, int number, String trigger) {
        return firing(name, fingerprint(number), "worker-llm", trigger);
    }

    /** A firing scale-up alert. */
    public static String firing(String name, String fingerprint, String service, String trigger) {
        return body(name, fingerprint, """
                "service":"%s","trigger":"%s","scale":"up","priority":"P2",\
                """.formatted(service, trigger));
    }

    /** A firing alert that no service is scaled for. */
    public static String idle(String name, String fingerprint) {
        return body(name, fingerprint, "\"service\":\"cache\",");
    }

    public static String fingerprint(int number) {
        return "%016x".formatted(number);
    }

    private static String body(String name, String fingerprint, String labels) {
        return """
                {"receiver":"headroom","status":"firing","alerts":[{"status":"firing",\
                "labels":{%s"alertname":"%s"},"annotations":{"summary":"%s"},\
                "startsAt":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"",\
                "fingerprint":"%s"}],"groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"",\
                "version":"4","groupKey":"{}:{}","truncatedAlerts":0}
                """.formatted(labels, name, name, fingerprint);
    }
}
