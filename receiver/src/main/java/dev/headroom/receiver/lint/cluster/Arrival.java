package dev.headroom.receiver.lint.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.Alertmanager;
import dev.headroom.receiver.lint.cluster.Lack.Topic;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Whether the proof that Prometheus evaluates arrives: by Alertmanager's API, and else by the receiver's own. */
record Arrival(HeadroomConfig config, Watchdog watchdog) {

    Stream<Lack> lacks() {
        Alertmanager alertmanager = config.alertmanager();
        if (!watchdog.asked()) {
            return Stream.empty();
        }
        return alertmanager == null ? heard() : arrives(alertmanager);
    }

    private Stream<Lack> arrives(Alertmanager alertmanager) {
        try {
            List<JsonNode> dogs = Answers.each(Answers.of(
                            alertmanager.server(), "/api/v2/alerts?active=true&silenced=true&inhibited=true"))
                    .filter(this::isIt)
                    .toList();
            boolean arrives = dogs.stream()
                    .flatMap(dog -> Answers.each(dog.path("receivers")))
                    .anyMatch(receiver -> receiver.path("name").asText().equals(alertmanager.receiver()));
            return arrives ? Stream.empty() : Stream.of(dogs.isEmpty() ? missing() : unrouted(alertmanager.receiver()));
        } catch (IOException e) {
            return Stream.of(Lack.error(Topic.WATCHDOG, "", "Alertmanager cannot be asked: " + e.getMessage(), ""));
        }
    }

    private boolean isIt(JsonNode alert) {
        return watchdog.labels().entrySet().stream()
                .allMatch(label -> label.getValue()
                        .equals(alert.path("labels").path(label.getKey()).asText()));
    }

    private Lack missing() {
        return Lack.error(
                Topic.WATCHDOG,
                "",
                "Alertmanager has no alert %s, which proves that Prometheus evaluates: nothing is scaled down"
                        .formatted(watchdog),
                "load a rule {alert: Watchdog, expr: vector(1)}, and see that Prometheus sends to this Alertmanager");
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

    private Stream<Lack> heard() {
        String host = config.listen().at().host();
        URI ready = URI.create("%s://%s:%d/readyz"
                .formatted(
                        config.listen().tls() == null ? "http" : "https",
                        host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host,
                        config.listen().at().port()));
        try {
            return Answers.each(Answers.readiness(ready).path("checks"))
                    .filter(check -> check.path("name").asText().equals("evidence"))
                    .filter(check -> !check.path("ok").asBoolean())
                    .map(check -> unheard(check.path("detail").asText()));
        } catch (IOException e) {
            return Stream.of(unknown(ready));
        }
    }

    private Lack unheard(String detail) {
        return Lack.error(
                Topic.WATCHDOG,
                "",
                "the receiver says: " + detail,
                "nothing is scaled down until it hears " + watchdog);
    }

    private Lack unknown(URI ready) {
        return Lack.warning(
                Topic.WATCHDOG,
                "",
                "nobody can tell whether %s arrives: alertmanager.url is not set, and no receiver answers at %s"
                        .formatted(watchdog, ready),
                "add alertmanager: {url: http://alertmanager-operated.monitoring:9093}, or run this in the receiver's pod");
    }
}
