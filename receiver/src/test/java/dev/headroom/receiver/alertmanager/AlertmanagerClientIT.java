package dev.headroom.receiver.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.time.Moment;
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
    private static final String GROUPS = "/api/v2/alerts/groups?filter=state%3Dmuted";
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
                """.formatted(now, now.plusSeconds(600))))
                .isEqualTo(200);
        assertThat(http.post("/api/v2/alerts", alerts(now))).isEqualTo(200);
        Waiting.until("silence and inhibition are applied", () -> taken().equals(active(generation)));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        servers.close();
    }

    private static String alerts(Instant now) {
        return STATES.stream().map(state -> """
                        {"labels":{"alertname":"Alert-%1$s","state":"%1$s","service":"app"},"startsAt":"%2$s"}""".formatted(state, now)).collect(Collectors.joining(",", "[", "]"));
    }

    /** That the times of a route mute it is a pause where Alertmanager tells it. */
    private static Set<String> active(Generation generation) {
        return generation.isAtLeast("alertmanager", 0, 28)
                ? Set.of("plain", "inhibiting")
                : Set.of("plain", "inhibiting", "muted");
    }

    private static AlertmanagerClient client(String receiver, Duration settle) {
        return new AlertmanagerClient(
                Endpoint.open(URI.create("http://127.0.0.1:" + port)),
                receiver,
                Watchdog.none(),
                Duration.ofSeconds(20),
                settle);
    }

    private static Set<String> taken() {
        try {
            return client("real", Duration.ZERO).fetch(Moment.steady(Instant.now())).alerts().stream()
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
        ActiveAlerts active = client("real", Duration.ZERO).fetch(Moment.steady(Instant.now()));
        assertThat(active.refused()).isEmpty();
        assertThat(active.complete()).isTrue();
        assertThat(active.alerts().stream().map(AlertmanagerClientIT::state).toList())
                .containsExactlyInAnyOrderElementsOf(active(generation));
    }

    @Test
    void theListTellsWhyAnAlertIsKeptBackButNotThatItsRouteIsMuted() {
        assertThat(inTheList("silenced").path("silencedBy")).hasSize(1);
        assertThat(inTheList("inhibited").path("inhibitedBy")).hasSize(1);
        assertThat(inTheList("muted").path("state").asText()).isEqualTo("active");
        assertThat(inTheList("muted").path("mutedBy")).isEmpty();
    }

    @Test
    void newerOnesTellAmongTheGroupsThatARouteIsMuted() {
        boolean tells = generation.isAtLeast("alertmanager", 0, 28);
        Waiting.until(
                "the muted group was flushed",
                () -> !tells || inTheGroups().path("state").asText().equals("suppressed"));
        assertThat(inTheGroups().path("mutedBy"))
                .map(JsonNode::asText)
                .isEqualTo(tells ? List.of("always") : List.of());
        assertThat(Http.at(port).get(GROUPS + "&muted=false")).hasSize(tells ? 0 : 1);
    }

    private static JsonNode inTheList(String state) {
        JsonNode found = Http.at(port).get("/api/v2/alerts?filter=state%3D" + state);
        assertThat(found).hasSize(1);
        return found.get(0).path("status");
    }

    private static JsonNode inTheGroups() {
        return Http.at(port).get(GROUPS).at("/0/alerts/0/status");
    }

    @Test
    void soonAfterItsStartTheListIsNotComplete() throws AlertmanagerException {
        assertThat(client("real", Duration.ofMinutes(10))
                        .fetch(Moment.steady(Instant.now()))
                        .complete())
                .isFalse();
    }

    @Test
    void theReceiverIsMeantByItsWholeName() throws AlertmanagerException {
        assertThat(client("real-not", Duration.ZERO)
                        .fetch(Moment.steady(Instant.now()))
                        .alerts())
                .isEmpty();
        Stream.of("rea", "rea.", "real|x")
                .forEach(name -> assertThatThrownBy(
                                () -> client(name, Duration.ZERO).fetch(Moment.steady(Instant.now())))
                        .isInstanceOf(AlertmanagerException.class)
                        .hasMessageContaining(
                                "does not list the receiver " + name + "; set alertmanager.receiver to one of: real"));
    }
}
