package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Alertmanager has just started and lists nothing yet: that is no evidence that nothing fires. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Generation.class)
@Execution(CONCURRENT)
class FreshAlertmanagerIT {
    private static final String ORDER = "{\"replicas\":2,\"owner\":\"ana\",\"reason\":\"before the load\"}";

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private final Servers servers = new Servers();

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void anEmptyListSoSoonTakesNothingAway() throws IOException {
        generation.assumeHas(FreshAlertmanagerIT.class, "alertmanager");
        int port = Distribution.freePort();
        Path yml = Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: headroom}
                receivers:
                  - name: headroom
                    webhook_configs: [{url: "http://127.0.0.1:%d/webhook"}]
                """.formatted(port));
        Http alertmanager = new Pipeline(generation, servers, folder).alertmanager(yml);
        Http headroom = headroom(port, alertmanager.port());
        Waiting.until("the order is taken", () -> ordered(headroom));
        Waiting.until("there are two", () -> replicas(headroom) == 2);
        Waiting.until(
                "the list is read",
                () -> headroom.check("alertmanager")
                        .path("detail")
                        .asText()
                        .contains("its list may not be complete so soon after its start"));

        Waiting.sleep(Duration.ofSeconds(10));

        assertThat(replicas(headroom))
                .as("off-peak asks for one, and no alert is listed that wants more")
                .isEqualTo(2);
        assertThat(headroom.get("/api/v1/services/app/explanation")
                        .path("reason")
                        .asText())
                .isEqualTo("evidence");
    }

    private static boolean ordered(Http headroom) {
        try {
            return headroom.post("/api/v1/services/app/scale", ORDER) == 202;
        } catch (IOException e) {
            return false;
        }
    }

    private static int replicas(Http headroom) {
        return headroom.get("/api/v1/services/app").path("desired").asInt();
    }

    private Http headroom(int port, int alertmanagerPort) throws IOException {
        int hour = LocalTime.now(ZoneOffset.UTC).getHour();
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 2, triggers: {cpu: {cooldown: 1s}}}
                matrix:
                  - {name: off-peak, priority: P3, cooldown: 1s, when: {window: off_peak}, then: {app: scale_to_min}}
                schedule:
                  off_peak: {hours: "%02d:00-%02d:00", replicas: {app: 1}}
                  normal: {replicas: {app: 1}}
                """.formatted((hour + 23) % 24, (hour + 2) % 24));
        Path config = Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                policy: %s
                store: sqlite:%s
                target: {kind: simulated, start_time: 0s}
                alertmanager: {url: "http://127.0.0.1:%d", receiver: headroom, poll_interval: 1s}
                evidence: {watchdog: none}
                evaluate_every: 1s
                """.formatted(
                        port, policy, folder.resolve("state.db"), alertmanagerPort));
        return Http.at(
                Distribution.port(servers.add(Distribution.start(folder, "serve", "--config", config.toString()))));
    }
}
