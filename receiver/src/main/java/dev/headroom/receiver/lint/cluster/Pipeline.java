package dev.headroom.receiver.lint.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.Alertmanager;
import dev.headroom.receiver.lint.LiveRoutes;
import dev.headroom.receiver.lint.cluster.Lack.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Whether what Prometheus evaluates reaches Headroom: the Watchdog does, and each alert has a route. */
final class Pipeline {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 16 << 20;

    private final HeadroomConfig config;
    private final Watchdog watchdog;

    Pipeline(HeadroomConfig config) {
        this.config = config;
        this.watchdog = config.watchdog();
    }

    List<Lack> lacks() {
        List<Lack> lacks = new ArrayList<>();
        Alertmanager alertmanager = config.alertmanager();
        if (watchdog.asked()) {
            lacks.addAll(alertmanager == null ? heard() : arrives(alertmanager));
        }
        if (alertmanager != null && config.prometheus() != null) {
            lacks.addAll(routed(alertmanager, config.prometheus()));
        }
        return lacks;
    }

    private static JsonNode get(Endpoint server, String path) throws IOException {
        return new HttpCalls(MOST_BYTES, server.access())
                .json(HttpCalls.below(server.url().toString(), path), LIMIT);
    }

    private static Lack unasked(String who, IOException why, Topic topic) {
        return Lack.error(topic, "", who + " cannot be asked: " + why.getMessage(), "");
    }

    private List<Lack> arrives(Alertmanager alertmanager) {
        JsonNode alerts;
        try {
            alerts = get(alertmanager.server(), "/api/v2/alerts?active=true&silenced=true&inhibited=true");
        } catch (IOException e) {
            return List.of(unasked("Alertmanager", e, Topic.WATCHDOG));
        }
        List<JsonNode> dogs = StreamSupport.stream(alerts.spliterator(), false)
                .filter(alert -> watchdog.labels().entrySet().stream()
                        .allMatch(label -> label.getValue()
                                .equals(alert.path("labels")
                                        .path(label.getKey())
                                        .asText())))
                .toList();
        if (dogs.isEmpty()) {
            return List.of(
                    Lack.error(
                            Topic.WATCHDOG,
                            "",
                            "Alertmanager has no alert %s, which proves that Prometheus evaluates: nothing is scaled down"
                                    .formatted(watchdog),
                            "load a rule {alert: Watchdog, expr: vector(1)}, and see that Prometheus sends to this Alertmanager"));
        }
        boolean arrives = dogs.stream()
                .flatMap(dog -> StreamSupport.stream(dog.path("receivers").spliterator(), false))
                .anyMatch(receiver -> receiver.path("name").asText().equals(alertmanager.receiver()));
        return arrives ? List.of() : List.of(unrouted(alertmanager.receiver()));
    }

    private Lack unrouted(String receiver) {
        return Lack.error(
                Topic.WATCHDOG,
                "",
                "Alertmanager has %s, and no route takes it to the receiver %s: nothing is scaled down"
                        .formatted(watchdog, receiver),
                "add - {matchers: [%s], receiver: %s, continue: true, group_wait: 0s, group_interval: 30s, repeat_interval: 1m} to the routes of Alertmanager, before those that do not continue"
                        .formatted(watchdog.matchers(), receiver));
    }

    /** Where no Alertmanager is named the receiver itself knows. */
    private List<Lack> heard() {
        String host = config.listen().at().host();
        URI ready = URI.create("%s://%s:%d/readyz"
                .formatted(
                        config.listen().tls() == null ? "http" : "https",
                        host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host,
                        config.listen().at().port()));
        try {
            JsonNode checks = HttpCalls.json(
                            new HttpCalls(MOST_BYTES).must(HttpRequest.newBuilder(ready), LIMIT, 200, 503))
                    .path("checks");
            return StreamSupport.stream(checks.spliterator(), false)
                    .filter(check -> check.path("name").asText().equals("evidence")
                            && !check.path("ok").asBoolean())
                    .map(check -> Lack.error(
                            Topic.WATCHDOG,
                            "",
                            "the receiver says: " + check.path("detail").asText(),
                            "nothing is scaled down until it hears " + watchdog))
                    .toList();
        } catch (IOException e) {
            return List.of(
                    Lack.warning(
                            Topic.WATCHDOG,
                            "",
                            "nobody can tell whether %s arrives: alertmanager.url is not set, and no receiver answers at %s"
                                    .formatted(watchdog, ready),
                            "add alertmanager: {url: http://alertmanager-operated.monitoring:9093}, or run this in the receiver's pod"));
        }
    }

    private List<Lack> routed(Alertmanager alertmanager, Endpoint prometheus) {
        List<Map<String, String>> alerts;
        try {
            alerts = alerts(get(prometheus, "/api/v1/rules?type=alert"));
        } catch (IOException e) {
            return List.of(unasked("Prometheus", e, Topic.ROUTE));
        }
        if (alerts.isEmpty()) {
            return List.of(Lack.error(
                    Topic.ROUTE,
                    "",
                    "Prometheus has no alert with a label scale: nothing is scaled",
                    "load alert-rules/*.rules.yml, or apply kubernetes/overlays/monitoring"));
        }
        String receiver = alertmanager.receiver();
        try {
            String routes = get(alertmanager.server(), "/api/v2/status")
                    .path("config")
                    .path("original")
                    .asText();
            return LiveRoutes.of(routes).without(receiver, alerts).stream()
                    .map(alert -> Lack.error(
                            Topic.ROUTE,
                            alert.getOrDefault("service", ""),
                            "no route of Alertmanager takes %s to the receiver %s"
                                    .formatted(alert.get("alertname"), receiver),
                            "add - {matchers: ['scale =~ \"up|down|to\"'], receiver: %s, continue: true, group_by: [service, scale, alertname], group_wait: 0s, group_interval: 30s, repeat_interval: 5m} before those that do not continue"
                                    .formatted(receiver)))
                    .toList();
        } catch (IOException e) {
            return List.of(unasked("Alertmanager", e, Topic.ROUTE));
        }
    }

    /** The labels of those that scale or gate, with their names. */
    private static List<Map<String, String>> alerts(JsonNode answer) {
        List<Map<String, String>> alerts = new ArrayList<>();
        answer.path("data")
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rule -> {
                    JsonNode labels = rule.path("labels");
                    if (labels.has("scale") || labels.has("gate")) {
                        Map<String, String> routed = new HashMap<>();
                        labels.properties()
                                .forEach(label -> routed.put(
                                        label.getKey(), label.getValue().asText()));
                        routed.put("alertname", rule.path("name").asText());
                        alerts.add(routed);
                    }
                }));
        return alerts;
    }
}
