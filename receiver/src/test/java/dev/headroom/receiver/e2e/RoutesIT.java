package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the route of a real Alertmanager does to a Headroom that polls it: it is muted, or leads to another receiver. */
@Timeout(600)
@ParameterizedClass
@EnumSource(Generation.class)
@Execution(CONCURRENT)
class RoutesIT {
    private static final String SERVICE = "/api/v1/services/app";
    private static final Duration SETTLED = Duration.ofMinutes(4);

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private final Servers servers = new Servers();
    private final int port = Distribution.freePort();
    private final int strangersPort = Distribution.freePort();
    private Http alertmanager;

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void aMutedRouteIsAPauseWhereItIsToldAndAWrongReceiverEndsNothing() throws IOException {
        generation.assumeHas(RoutesIT.class, "alertmanager");
        alertmanager = new Pipeline(generation, servers, folder).alertmanager(routes(""));
        Waiting.until("Alertmanager is ready", () -> alertmanager.answers("/-/ready"));
        Http headroom = headroom(port, alertmanager.port(), "headroom");
        Http stranger = headroom(strangersPort, alertmanager.port(), "other");
        assertThat(alertmanager.post("/api/v2/alerts", load())).isEqualTo(200);
        Waiting.until("the alert scales", () -> replicas(headroom) == 2 && replicas(stranger) == 2);

        Waiting.until(SETTLED, "its list is complete", () -> !checks(headroom).contains("may not be complete"));
        Waiting.sleep(Duration.ofSeconds(5));
        assertThat(fires(stranger)).as("what webhooks brought").isTrue();
        assertThat(checks(stranger)).contains("set alertmanager.receiver to headroom");
        assertThat(checks(headroom)).doesNotContain("set alertmanager.receiver");

        routes("mute_time_intervals: [always]");
        reload();
        if (generation.isAtLeast("alertmanager", 0, 28)) {
            pauses(headroom);
        } else {
            goesOn(headroom);
        }
    }

    private void pauses(Http headroom) throws IOException {
        Waiting.until(Duration.ofMinutes(1), "it is told that the route is muted", () -> !fires(headroom));
        lower(headroom);
        Waiting.until("a person lowers it", () -> replicas(headroom) == 1);
        Waiting.sleep(Duration.ofSeconds(5));
        assertThat(replicas(headroom)).as("a pause").isEqualTo(1);
        routes("");
        reload();
        Waiting.until(Duration.ofMinutes(1), "the pause is over", () -> replicas(headroom) == 2);
    }

    /** As the documents and the linter say of older ones. */
    private void goesOn(Http headroom) throws IOException {
        Waiting.sleep(Duration.ofSeconds(5));
        assertThat(fires(headroom)).isTrue();
        lower(headroom);
        Waiting.until("it is raised again", () -> {
            long raised = headroom.get("/api/v1/decisions?service=app&limit=50").findValuesAsText("source").stream()
                    .filter("cpu"::equals)
                    .count();
            return raised >= 2 && replicas(headroom) == 2;
        });
    }

    private static void lower(Http headroom) throws IOException {
        assertThat(headroom.post(SERVICE + "/scale", "{\"replicas\":1,\"owner\":\"ana\",\"reason\":\"a try\"}"))
                .isEqualTo(202);
    }

    private static int replicas(Http headroom) {
        return headroom.answers(SERVICE) ? headroom.get(SERVICE).path("desired").asInt() : 0;
    }

    private static boolean fires(Http headroom) {
        return !headroom.get(SERVICE).path("firing").isEmpty();
    }

    private static String checks(Http headroom) {
        return headroom.told("/readyz").toString();
    }

    private void reload() throws IOException {
        assertThat(alertmanager.post("/-/reload", "")).isEqualTo(200);
    }

    private static String load() {
        Instant now = Instant.now();
        return """
                [{"labels":{"alertname":"HighLoad","service":"app","trigger":"cpu","scale":"up"},
                  "startsAt":"%s","endsAt":"%s"}]
                """.formatted(now, now.plusSeconds(3600));
    }

    private Path routes(String muted) throws IOException {
        return Files.writeString(folder.resolve("alertmanager.yml"), """
                route:
                  receiver: other
                  group_by: [alertname]
                  group_wait: 0s
                  group_interval: 5s
                  repeat_interval: 10s
                  routes:
                    - receiver: headroom
                      matchers: [alertname="HighLoad"]
                      %s
                receivers:
                  - name: other
                  - name: headroom
                    webhook_configs:
                      - {url: "http://127.0.0.1:%d/webhook", http_config: {follow_redirects: false}}
                      - {url: "http://127.0.0.1:%d/webhook", http_config: {follow_redirects: false}}
                time_intervals:
                  - {name: always, time_intervals: [{times: [{start_time: "00:00", end_time: "24:00"}]}]}
                """.formatted(muted, port, strangersPort));
    }

    private Http headroom(int port, int alertmanagerPort, String receiver) throws IOException {
        Path own = Files.createDirectories(folder.resolve(receiver));
        Path policy = Files.writeString(own.resolve("policy.yml"), """
                version: 1
                services:
                  app:
                    min_replicas: 1
                    max_replicas: 2
                    triggers:
                      cpu: {cooldown: 1s}
                """);
        Path config = Files.writeString(own.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                policy: %s
                store: sqlite:%s
                alertmanager: {url: "http://127.0.0.1:%d", receiver: %s, poll_interval: 1s}
                evaluate_every: 1s
                evidence: {watchdog: none}
                """.formatted(
                        port, policy, own.resolve("state.db"), alertmanagerPort, receiver));
        return Http.at(Distribution.port(servers.add(Distribution.start(own, "serve", "--config", config.toString()))));
    }
}
