package dev.headroom.receiver.alertmanager;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.web.MemoryAlertStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

@Timeout(30)
class AlertmanagerPollTest {

    private static final String ALERTS = "/api/v2/alerts/groups";
    private static final String WATCHDOGS = "/api/v2/alerts";
    private static final String STATUS = "/api/v2/status";
    private static final String RECEIVERS = "/api/v2/receivers";
    private static final String LISTED = "cdd397696b410d08";
    private static final Instant NOW = Instant.parse("2026-11-24T04:00:00Z");

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private final MemoryAlertStore store = new MemoryAlertStore();
    private final List<Moment> heartbeats = new ArrayList<>();
    private final List<Map<Alert, String>> dogs = new ArrayList<>();
    private Watchdog watchdog = Watchdog.none();
    private final List<Refusal> refusals = new ArrayList<>();
    private final AtomicInteger nudges = new AtomicInteger();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Instant now = NOW;
    private Duration clockIsSetBy = Duration.ZERO;
    private Duration timeout = Duration.ofSeconds(10);

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
        logger().setLevel(Level.INFO);
        upSince("2026-11-24T03:00:00Z");
        SERVER.stubFor(get(urlPathEqualTo(RECEIVERS)).willReturn(okJson("[{\"name\":\"other\"},{\"name\":\"real\"}]")));
    }

    @AfterEach
    void detach() {
        logger().detachAppender(log);
        logger().setLevel(null);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(AlertmanagerPoll.class);
    }

    private AlertmanagerPoll poll(String receiver) {
        return poll(SERVER.baseUrl() + "/", receiver);
    }

    private AlertmanagerPoll poll(String url, String receiver) {
        AlertmanagerClient client = new AlertmanagerClient(
                Endpoint.open(URI.create(url)), receiver, watchdog, timeout, Duration.ofMinutes(2));
        return new AlertmanagerPoll(
                client,
                store,
                () -> new Moment(now.plus(clockIsSetBy), Moment.steady(now).elapsed()),
                new AlertmanagerPoll.Signals(
                        (watchdogs, at) -> {
                            heartbeats.add(at);
                            dogs.add(watchdogs);
                        },
                        nudges::incrementAndGet,
                        refusals::add));
    }

    private static void upSince(String time) {
        answers(STATUS, okJson("{\"uptime\":\"" + time + "\",\"cluster\":{\"status\":\"disabled\"},\"config\":{}}"));
    }

    private static void answers(String path, ResponseDefinitionBuilder answer) {
        SERVER.stubFor(get(urlPathEqualTo(path)).willReturn(answer));
    }

    private static String capture(String name) {
        try (InputStream in = AlertmanagerPollTest.class.getResourceAsStream("/captures/" + name + ".json")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String listed() {
        return grouped(capture("api_v2_alerts_receiver_real"));
    }

    private static String grouped(String alerts) {
        return "[{\"alerts\":" + alerts + ",\"labels\":{},\"receiver\":{\"name\":\"real\"}}]";
    }

    /** It would be missing from the list as if it had ended. */
    @Test
    void aClockThatWasSetBackEndsNothingThatIsListed() {
        answers(ALERTS, okJson(listed()));
        AlertmanagerPoll poll = poll("real");
        poll.run();
        now = NOW.plusSeconds(15);
        clockIsSetBy = Duration.ofDays(-100);

        poll.run();

        assertThat(heartbeats).as("complete lists").hasSize(2);
        assertThat(refusals).isEmpty();
        assertThat(store.alerts()).isNotEmpty().allMatch(AlertState::firing);
    }

    @Test
    void theRealListIsTakenOver() {
        answers(ALERTS, okJson(listed()));
        AlertmanagerPoll poll = poll("real");

        poll.run();

        assertThat(poll.state()).isEqualTo(new AlertmanagerPoll.State(true, "1 alerts active"));
        assertThat(store.alerts()).singleElement().satisfies(state -> {
            assertThat(state.firing()).isTrue();
            assertThat(state.alert().fingerprint().value()).isEqualTo(LISTED);
            assertThat(state.alert().label("service")).isEqualTo("llm-api");
            assertThat(state.alert().annotation("summary")).isEqualTo("queue 100");
            assertThat(state.alert().startsAt()).isEqualTo(Instant.parse("2026-11-24T03:28:02.009Z"));
        });
        assertThat(heartbeats).containsExactly(Moment.steady(NOW));
        assertThat(nudges).hasValue(1);
    }

    @Test
    void onlyActiveAlertsOfTheReceiverAreAskedForByItsExactName() {
        answers(ALERTS, okJson(listed()));

        poll("team a.b+c").run();

        SERVER.verify(getRequestedFor(urlPathEqualTo(ALERTS))
                .withQueryParam("active", equalTo("true"))
                .withQueryParam("silenced", equalTo("false"))
                .withQueryParam("inhibited", equalTo("false"))
                .withQueryParam("muted", equalTo("false"))
                .withQueryParam("receiver", equalTo("team a\\.b\\+c")));
    }

    @Test
    void anAlertThatIsMissingFromTheListHasEnded() {
        answers(ALERTS, okJson(listed()));
        AlertmanagerPoll poll = poll("real");
        poll.run();

        answers(ALERTS, okJson("[]"));
        now = now.plusSeconds(15);
        poll.run();

        assertThat(store.alerts()).noneMatch(AlertState::firing);
        assertThat(poll.state().ok()).isTrue();
    }

    @Test
    void rightAfterAlertmanagersStartNothingHasEnded() {
        answers(ALERTS, okJson(listed()));
        AlertmanagerPoll poll = poll("real");
        poll.run();

        answers(ALERTS, okJson("[]"));
        upSince("2026-11-24T04:00:10Z");
        now = Instant.parse("2026-11-24T04:02:09.999Z");
        poll.run();
        assertThat(store.alerts()).anyMatch(AlertState::firing);
        assertThat(poll.state().detail()).contains("may not be complete");

        now = Instant.parse("2026-11-24T04:02:10Z");
        poll.run();
        assertThat(store.alerts()).noneMatch(AlertState::firing);
    }

    @Test
    void anEmptyListForAnUnknownReceiverIsAMistakeAndNoNews() {
        answers(ALERTS, okJson(listed()));
        poll("real").run();
        answers(ALERTS, okJson("[]"));
        AlertmanagerPoll poll = poll("headrom");
        now = now.plusSeconds(15);

        poll.run();

        assertThat(poll.state().detail())
                .contains("does not list the receiver headrom; set alertmanager.receiver to one of: other, real");
        assertThat(store.alerts()).anyMatch(AlertState::firing);
        assertThat(heartbeats).hasSize(1);
    }

    @Test
    void aBadAlertIsSkippedAndCounted() {
        String bad = "{\"fingerprint\":\"nonsense\",\"labels\":{},\"annotations\":{},"
                + "\"startsAt\":\"2026-11-24T03:28:02Z\",\"status\":{\"state\":\"active\"}},";
        String suppressed = bad.replace("nonsense", "00000000000000aa").replace("\"active\"", "\"suppressed\"");
        answers(ALERTS, okJson(listed().replaceFirst("\\{\"alerts\":\\[", "{\"alerts\":[" + bad + suppressed)));

        poll("real").run();

        assertThat(store.alerts()).hasSize(1);
        assertThat(refusals).containsExactly(Refusal.BAD_FINGERPRINT);
        assertThat(heartbeats).hasSize(1);
    }

    record Bad(String name, ResponseDefinitionBuilder answer, String told) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> badAnswersAreNoNews() {
        return Stream.of(
                new Bad("500", aResponse().withStatus(500).withBody("<html>"), "answered 500"),
                new Bad("redirect", aResponse().withStatus(302).withHeader("Location", STATUS), "answered 302"),
                new Bad("garbage", okJson("[{{"), "not one valid JSON document"),
                new Bad("page", aResponse().withStatus(200).withBody("<html></html>"), "gave an answer"),
                new Bad("empty", aResponse().withStatus(200), "not of the expected shape"),
                new Bad("null", okJson("null"), "answered null"),
                new Bad("object", okJson("{}"), "not of the expected shape"),
                new Bad("two documents", okJson("[][]"), "gave an answer"),
                new Bad("duplicate keys", okJson("[{\"labels\":{},\"labels\":{}}]"), "not one valid"),
                new Bad("deep", okJson("[{\"x\":" + "[".repeat(100_000)), "over a limit"),
                new Bad("large", okJson("[" + " ".repeat(17 << 20) + "]"), "larger than"),
                new Bad("slow", okJson("[]").withFixedDelay(5_000), "no whole answer within 3 s"),
                new Bad(
                        "drip",
                        okJson("[" + " ".repeat(100) + "]").withChunkedDribbleDelay(50, 10_000),
                        "no whole answer"),
                new Bad("reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), "failed"),
                new Bad("torn", aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK), "failed"));
    }

    @ParameterizedTest
    @MethodSource
    void badAnswersAreNoNews(Bad bad) {
        timeout = Duration.ofSeconds(bad.told().startsWith("no whole answer") ? 3 : 20);
        answers(ALERTS, okJson(listed()));
        AlertmanagerPoll poll = poll("real");
        poll.run();
        now = now.plusSeconds(15);

        answers(ALERTS, bad.answer());
        poll.run();
        poll.run();

        assertThat(poll.state().ok()).isFalse();
        assertThat(poll.state().detail()).contains("Alertmanager " + SERVER.baseUrl() + ALERTS, bad.told());
        assertThat(store.alerts()).hasSize(1).allMatch(AlertState::firing);
        assertThat(heartbeats).hasSize(1);
        assertThat(log.list).filteredOn(event -> event.getLevel() == Level.WARN).hasSize(1);
        assertThat(log.list)
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    @Test
    void recoveryIsLoggedOnce() {
        answers(ALERTS, aResponse().withStatus(500));
        AlertmanagerPoll poll = poll("real");
        poll.run();
        answers(ALERTS, okJson(listed()));
        poll.run();
        poll.run();

        assertThat(log.list.stream().map(ILoggingEvent::getLevel)).containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void anUnreachableAlertmanagerIsSaidSo() {
        AlertmanagerPoll poll = poll("http://127.0.0.1:1", "real");
        assertThat(poll.state().ok()).isFalse();

        poll.run();

        assertThat(poll.state().detail())
                .isEqualTo("Alertmanager http://127.0.0.1:1/api/v2/status cannot be reached;"
                        + " check alertmanager.url, and that it runs");
    }

    @Test
    void aStoreThatIsFullIsNoHeartbeat() {
        answers(ALERTS, okJson(listed()));
        store.fill();
        AlertmanagerPoll poll = poll("real");

        poll.run();

        assertThat(poll.state().detail()).contains("no space left");
        assertThat(heartbeats).isEmpty();
    }

    @Test
    void whatATimeIntervalMutesIsPausedWhereAlertmanagerTellsOfIt() {
        answers(ALERTS, okJson(listed()));
        AlertmanagerPoll poll = poll("real");
        poll.run();
        String muted = listed().replace("\"state\":\"active\"", "\"mutedBy\":[\"night\"],\"state\":\"suppressed\"");
        assertThat(muted).contains("night");
        answers(ALERTS, okJson(muted));
        now = now.plusSeconds(15);
        poll.run();
        assertThat(store.alerts()).noneMatch(AlertState::firing);
    }

    @Test
    void theWatchdogIsAskedForByItselfWithWhenPrometheusToldOfIt() {
        watchdog = new Watchdog(Map.of("alertname", "Watch\"dog", "cluster", "eu"));
        answers(ALERTS, okJson(listed()));
        String dog =
                "[{\"fingerprint\":\"00000000000000aa\",\"labels\":{\"alertname\":\"Watchdog\"},\"annotations\":{},"
                        + "\"startsAt\":\"2026-11-24T03:28:02Z\",\"updatedAt\":\"2026-11-24T03:59:58.123Z\","
                        + "\"status\":{\"state\":\"suppressed\"}}]";
        answers(WATCHDOGS, okJson(dog));
        poll("real").run();
        assertThat(dogs.get(0)).containsValue("2026-11-24T03:59:58.123Z");
        SERVER.verify(getRequestedFor(urlPathEqualTo(WATCHDOGS))
                .withQueryParam("filter", equalTo("alertname=\"Watch\\\"dog\""))
                .withQueryParam("filter", equalTo("cluster=\"eu\"")));
        assertThat(store.alerts()).as("it is asked for apart from what scales").hasSize(1);
    }

    @Test
    void aListThatMayNotBeCompleteIsNoNews() {
        upSince("2026-11-24T03:59:50Z");
        answers(ALERTS, okJson("[]"));
        poll("real").run();
        assertThat(heartbeats).isEmpty();
    }

    @Test
    void whatIsListedForAnotherReceiverThanWebhooksNameEndsNothingOfTheirs() {
        answers(ALERTS, okJson(listed()));
        AlertmanagerPoll poll = poll("real");
        poll.run();
        poll.addressed("real", Moment.steady(now));
        assertThat(poll.state().detail()).isEqualTo("1 alerts active");

        answers(ALERTS, okJson("[]"));
        poll.addressed("team-a", Moment.steady(now));
        now = now.plusSeconds(15);
        poll.run();
        assertThat(store.alerts()).anyMatch(AlertState::firing);
        assertThat(heartbeats).as("and is no news").hasSize(1);
        assertThat(poll.state().detail())
                .contains("webhooks come from the receiver team-a", "set alertmanager.receiver to team-a");
        assertThat(log.list).anyMatch(event -> event.getFormattedMessage().contains("team-a"));

        now = now.plusSeconds(601);
        poll.run();
        assertThat(store.alerts()).noneMatch(AlertState::firing);
    }

    @Test
    void aReceiversNameIsQuotedInAWebhook() {
        answers(ALERTS, okJson(listed()));
        AlertmanagerPoll poll = poll("team.a");
        poll.addressed("team\\.a", Moment.steady(now));
        poll.run();
        assertThat(poll.state().detail()).doesNotContain("webhooks come");
    }
}
