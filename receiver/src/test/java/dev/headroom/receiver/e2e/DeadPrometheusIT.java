package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Prometheus dies while its Alertmanager lives on and ends its alerts: that is no end of the load. */
@Timeout(600)
@ParameterizedClass
@EnumSource(Generation.class)
@Execution(CONCURRENT)
class DeadPrometheusIT {

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private final Servers servers = new Servers();
    private Pipeline pipeline;
    private Http headroom;

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void whatAlertmanagerEndsForADeadPrometheusTakesNothingAway() throws IOException {
        generation.assumeHas(DeadPrometheusIT.class, Pipeline.PROGRAMS);
        pipeline = new Pipeline(generation, servers, folder);
        int port = Distribution.freePort();
        Http alertmanager = alertmanager(port);
        Child prometheus = prometheus(alertmanager.port());
        headroom = headroom(port, alertmanager.port());
        Waiting.until(Duration.ofMinutes(2), "the alert scales", () -> replicas() == 2);
        Waiting.until(
                Duration.ofMinutes(4),
                "both parts are heard",
                () -> evidence().path("source").isTextual()
                        && evidence().path("part").isNull());

        prometheus.close();
        Waiting.until(
                Duration.ofMinutes(2),
                "Prometheus is missed",
                () -> evidence().path("blind").asBoolean()
                        && evidence().path("part").asText().equals("source"));
        assertThat(headroom.answers("/readyz")).isFalse();
        Waiting.until(
                Duration.ofMinutes(2),
                "Alertmanager has ended its alerts",
                () -> alertmanager.get("/api/v2/alerts").isEmpty());
        Waiting.sleep(Duration.ofSeconds(10));
        assertThat(replicas()).isEqualTo(2);

        prometheus(alertmanager.port());
        Waiting.until(
                Duration.ofMinutes(2),
                "it sees again",
                () -> headroom.answers("/readyz") && evidence().path("part").isNull());
    }

    private int replicas() {
        return headroom.answers("/api/v1/services/app")
                ? headroom.get("/api/v1/services/app").path("desired").asInt()
                : 0;
    }

    private JsonNode evidence() {
        return headroom.get("/api/v1/overview").path("evidence");
    }

    private Http alertmanager(int headroomPort) throws IOException {
        Path yml = Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: headroom, group_by: [alertname], group_wait: 0s, group_interval: 5s, repeat_interval: 10s}
                receivers:
                  - name: headroom
                    webhook_configs:
                      - {url: "http://127.0.0.1:%d/webhook", http_config: {follow_redirects: false}}
                """.formatted(headroomPort));
        return pipeline.alertmanager(yml);
    }

    private Child prometheus(int alertmanagerPort) throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yml"), """
                groups:
                  - name: load
                    rules:
                      - {alert: Watchdog, expr: vector(1)}
                      - {alert: HighLoad, expr: vector(1), labels: {service: app, trigger: cpu, scale: up}}
                """);
        Path yml = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                """.formatted(rules, alertmanagerPort));
        return pipeline.prometheus(yml);
    }

    private Http headroom(int port, int alertmanagerPort) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app:
                    min_replicas: 1
                    max_replicas: 2
                    triggers:
                      cpu: {cooldown: 1s}
                matrix:
                  - name: calm
                    priority: P2
                    when: {not: HighLoad}
                    then: {app: scale_to_min}
                """);
        Path config = Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                policy: %s
                store: sqlite:%s
                alertmanager: {url: "http://127.0.0.1:%d", receiver: headroom, poll_interval: 1s}
                evaluate_every: 1s
                blind_after: 15s
                """.formatted(
                        port, policy, folder.resolve("state.db"), alertmanagerPort));
        return Http.at(
                Distribution.port(servers.add(Distribution.start(folder, "serve", "--config", config.toString()))));
    }
}
