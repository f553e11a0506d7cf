package dev.headroom.receiver.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client makes of a real Alertmanager's list, of alerts in every state that one can be in. */
@ParameterizedClass
@EnumSource(Generation.class)
class AlertmanagerClientIT {
    private static final String CONFIG = """
            route:
              receiver: real
              group_by: [alertname]
              group_wait: 0s
              routes: [{receiver: real, matchers: [state="muted"], mute_time_intervals: [always]}]
            receivers: [{name: real}, {name: real-not}]
            time_intervals: [{name: always, time_intervals: [{times: [{start_time: "00:00", end_time: "24:00"}]}]}]
            inhibit_rules: [{source_matchers: [state="inhibiting"], target_matchers: [state="inhibited"]}]
            """;
    private static final List<String> STATES = List.of("plain", "inhibiting", "inhibited", "silenced", "muted");

    @TempDir
    static Path folder;

    private static Servers servers;
    private static int port;

    @Parameter
    Generation generation;

    @BeforeParameterizedClassInvocation
    static void start(Generation generation) throws IOException {
        servers = new Servers();
        generation.assumeHas(AlertmanagerClientIT.class, "alertmanager");
        Path own = Files.createDirectories(folder.resolve(generation.name()));
        Files.writeString(own.resolve("alertmanager.yml"), CONFIG);
        port = Distribution.freePort();
        servers.add(Child.start(
                own,
                List.of(
                        generation.program("alertmanager"),
                        "--config.file=alertmanager.yml",
                        "--storage.path=data",
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="),
                Map.of()));
        Http http = Http.at(port);
        Waiting.until("Alertmanager is ready", () -> http.answers("/-/ready"));
        Instant now = Instant.now();
        assertThat(http.post("/api/v2/silences", """
                {"matchers":[{"name":"state","value":"silenced","isRegex":false,"isEqual":true}],
                "startsAt":"%s","endsAt":"%s","createdBy":"test","comment":"a pause"}
                """.formatted(now, now.plusSeconds(600)))).isEqualTo(200);
        assertThat(http.post("/api/v2/alerts", alerts(now))).isEqualTo(200);
        Waiting.until("silence and inhibition are applied", () -> taken().equals(listedBy(generation)));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        servers.close();
    }

    private static String alerts(Instant now) {
        return STATES.stream()
                .map(state -> """
                        {"labels":{"alertname":"Alert-%1$s","state":"%1$s","service":"app"},"startsAt":"%2$s"}"""
                        .formatted(state, now))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Only since 0.28 does Alertmanager tell that an alert is muted by its route's times. */
    private static Set<String> listedBy(Generation generation) {
        return generation.isAtLeast("alertmanager", 0, 28)
                ? Set.of("plain", "inhibiting")
                : Set.of("plain", "inhibiting", "muted");
    }

    private static AlertmanagerClient client(String receiver, Duration settle) {
        return new AlertmanagerClient(
                URI.create("http://127.0.0.1:" + port), receiver, Duration.ofSeconds(20), settle);
    }

    private static Set<String> taken() {
        try {
            return client("real", Duration.ZERO).fetch(Instant.now()).alerts().stream()
                    .map(AlertmanagerClientIT::state)
                    .collect(Collectors.toSet());
        } catch (AlertmanagerException e) {
            throw new AssertionError(e);
        }
    }

    private static String state(Alert alert) {
        return String.valueOf(alert.label("state"));
    }

    @Test
    void whatIsSilencedOrInhibitedIsNotActive() throws AlertmanagerException {
        ActiveAlerts active = client("real", Duration.ZERO).fetch(Instant.now());
        assertThat(active.refused()).isEmpty();
        assertThat(active.complete()).isTrue();
        assertThat(active.alerts().stream().map(AlertmanagerClientIT::state).toList())
                .containsExactlyInAnyOrderElementsOf(listedBy(generation));
    }

    @Test
    void theListTellsWhyAnAlertIsKeptBack() {
        Http http = Http.at(port);
        assertThat(status(http, "silenced").path("silencedBy")).hasSize(1);
        assertThat(status(http, "inhibited").path("inhibitedBy")).hasSize(1);
        assertThat(status(http, "plain").path("state").asText()).isEqualTo("active");
        JsonNode muted = status(http, "muted");
        if (generation.isAtLeast("alertmanager", 0, 28)) {
            assertThat(muted.path("state").asText()).isEqualTo("suppressed");
            assertThat(muted.path("mutedBy")).map(JsonNode::asText).containsExactly("always");
        } else {
            assertThat(muted.path("state").asText()).isEqualTo("active");
            assertThat(muted.has("mutedBy")).isFalse();
        }
    }

    private static JsonNode status(Http http, String state) {
        JsonNode found = http.get("/api/v2/alerts?filter=state%3D" + state);
        assertThat(found).hasSize(1);
        return found.get(0).path("status");
    }

    @Test
    void soonAfterItsStartTheListIsNotComplete() throws AlertmanagerException {
        assertThat(client("real", Duration.ofMinutes(10)).fetch(Instant.now()).complete())
                .isFalse();
    }

    @Test
    void theReceiverIsMeantByItsWholeName() throws AlertmanagerException {
        assertThat(client("real-not", Duration.ZERO).fetch(Instant.now()).alerts())
                .isEmpty();
        Stream.of("rea", "rea.", "real|x")
                .forEach(name -> assertThatThrownBy(
                                () -> client(name, Duration.ZERO).fetch(Instant.now()))
                        .isInstanceOf(AlertmanagerException.class)
                        .hasMessageContaining("does not list the receiver " + name + "; set alertmanager.receiver to one of: real"));
    }
}
