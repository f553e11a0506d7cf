package dev.headroom.receiver.lint.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.Alertmanager;
import dev.headroom.receiver.lint.LiveRoutes;
import dev.headroom.receiver.lint.cluster.Lack.Topic;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether each alert that Prometheus has for Headroom is taken to it by the Alertmanager that runs. */
final class Routes {
    private Routes() {}

    static Stream<Lack> lacks(HeadroomConfig config) {
        Alertmanager alertmanager = config.alertmanager();
        Endpoint prometheus = config.prometheus();
        if (alertmanager == null || prometheus == null) {
            return Stream.empty();
        }
        try {
            List<Map<String, String>> alerts = alerts(Answers.of(prometheus, "/api/v1/rules?type=alert"));
            return alerts.isEmpty() ? Stream.of(none()) : unrouted(alertmanager, alerts);
        } catch (IOException e) {
            return Stream.of(Lack.error(Topic.ROUTE, "", "the alerts' way cannot be asked for: " + e.getMessage(), ""));
        }
    }

    /** The labels of those that scale or gate, with their names. */
    private static List<Map<String, String>> alerts(JsonNode answer) {
        return Answers.each(answer.path("data").path("groups"))
                .flatMap(group -> Answers.each(group.path("rules")))
                .filter(rule ->
                        rule.path("labels").has("scale") || rule.path("labels").has("gate"))
                .map(Routes::routed)
                .toList();
    }

    private static Map<String, String> routed(JsonNode rule) {
        Map<String, String> routed = new HashMap<>();
        rule.path("labels")
                .properties()
                .forEach(label -> routed.put(label.getKey(), label.getValue().asText()));
        routed.put("alertname", rule.path("name").asText());
        return routed;
    }

    private static Lack none() {
        return Lack.error(
                Topic.ROUTE,
                "",
                "Prometheus has no alert with a label scale: nothing is scaled",
                "load alert-rules/*.rules.yml, or apply kubernetes/overlays/monitoring");
    }

    private static Stream<Lack> unrouted(Alertmanager alertmanager, List<Map<String, String>> alerts)
            throws IOException {
        String routes = Answers.of(alertmanager.server(), "/api/v2/status")
                .path("config")
                .path("original")
                .asText();
        String receiver = alertmanager.receiver();
        return LiveRoutes.of(routes).without(receiver, alerts).stream().map(alert -> unrouted(receiver, alert));
    }

    private static Lack unrouted(String receiver, Map<String, String> alert) {
        return Lack.error(
                Topic.ROUTE,
                alert.getOrDefault("service", ""),
                "no route of Alertmanager takes %s to the receiver %s".formatted(alert.get("alertname"), receiver),
                "add - {matchers: ['scale =~ \"up|down|to\"'], receiver: %s, continue: true, group_by: [service, scale, alertname], group_wait: 0s, group_interval: 30s, repeat_interval: 5m} before those that do not continue"
                        .formatted(receiver));
    }
}
