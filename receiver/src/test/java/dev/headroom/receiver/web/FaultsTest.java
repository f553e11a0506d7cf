package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.webhook.Tokens;
import dev.headroom.receiver.webhook.WebhookHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Every kind of bad input to the webhook, over real HTTP: the code of its answer, and what is believed afterwards. */
@Timeout(60)
class FaultsTest {

    static final String TOKEN = "a-token-of-24-characters";
    private static final String KNOWN = "00000000000000aa";

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        site = new Site(Tokens.from(file, () -> Site.NOW), TOKEN);
        assertThat(site.post(Bodies.of(Bodies.firing(KNOWN, "Known"))).status()).isEqualTo(200);
        site.heartbeats.clear();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @MethodSource("dev.headroom.receiver.web.RefusedRequest#all")
    void refused(RefusedRequest row) throws IOException {
        List<AlertState> before = site.alerts();

        long start = System.nanoTime();
        Raw.Answer answer = Raw.send(site.port(), row.request().of(site));
        long millis = (System.nanoTime() - start) / 1_000_000;

        assertThat(answer.status()).as(answer.text()).isEqualTo(row.code());
        assertThat(answer.body())
                .contains("\"error\":\"", "\"remedy\":\"")
                .doesNotContain("jackson", "Exception", "java.");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertHeaders(answer);
        assertThat(site.alerts()).isEqualTo(before);
        assertThat(site.heartbeats).isEmpty();
        assertThat(millis).isLessThan(3000);
        if (row.code() == 405) {
            assertThat(answer.header("Allow")).contains("POST");
        }
        if (row.code() == 401) {
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @Test
    void row10NestedArraysTakeNoTime() throws IOException {
        byte[] request = RefusedRequest.posted(site, "[".repeat(200_000));
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) { // the quickest, because a busy machine delays any one of them
            long start = System.nanoTime();
            assertThat(Raw.send(site.port(), request).status()).isEqualTo(400);
            quickest = Math.min(quickest, System.nanoTime() - start);
        }
        assertThat(quickest / 1_000_000).isLessThan(100);
    }

    @Test
    void row11TooLargeANotificationIsToldInTheLogAndCounted() throws IOException {
        List<ILoggingEvent> log = logged(
                Level.WARN,
                () -> assertThat(site.post(" ".repeat((4 << 20) + 1)).body()).contains("group_by: [service"));

        assertThat(site.oversized).hasValue(1);
        assertThat(log)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("larger than 4 MiB", "group_by");
    }

    @Test
    void row14UnknownFieldsAreIgnored() throws IOException {
        String body = Bodies.of(Bodies.firing("00000000000000bb", "New"))
                .replace("{\"version\"", "{\"notification_reason\":{\"a\":[1,{}]},\"version\"");

        assertThat(site.post(body).status()).isEqualTo(200);
        assertThat(site.alerts()).hasSize(2);
        assertThat(site.heartbeats).containsExactly(Moment.steady(Site.NOW));
    }

    @Test
    void row15TruncatedGroupsAreTakenAlertByAlert() throws IOException {
        List<ILoggingEvent> log = logged(
                Level.WARN,
                () -> site.post(Bodies.of(Bodies.firing("00000000000000bb", "New"))
                        .replace("\"truncatedAlerts\":0", "\"truncatedAlerts\":3,\"status\":\"resolved\"")));

        assertThat(site.alerts()).hasSize(2).allMatch(AlertState::firing);
        assertThat(site.truncations).containsExactly(3L);
        assertThat(log).hasSize(1);
    }

    @Test
    void row16StartsInTenYearsAreRefusedAndTheRestIsTaken() throws IOException {
        String future = Bodies.firing("00000000000000bb", "Future").replace("2026-11-24", "2036-11-24");

        assertThat(site.post(Bodies.of(future, Bodies.firing("00000000000000cc", "Good")))
                        .status())
                .isEqualTo(200);

        assertThat(names()).containsExactly("Good", "Known");
        assertThat(site.refusals).containsExactly(Refusal.FROM_THE_FUTURE);
    }

    @Test
    void row17AResolveThatNeverFiredFiresNothing() throws IOException {
        assertThat(site.post(Bodies.of(Bodies.resolved("00000000000000bb", "New", "2026-11-24T03:30:00Z")))
                        .status())
                .isEqualTo(200);
        assertThat(firing()).containsExactly("Known");
    }

    @Test
    void row18AResolveOlderThanTheFiringEndsNothing() throws IOException {
        String old = Bodies.resolved(KNOWN, "Known", "2026-11-24T02:30:00Z").replace("T03:00:00Z", "T02:00:00Z");

        assertThat(site.post(Bodies.of(old)).status()).isEqualTo(200);
        assertThat(firing()).containsExactly("Known");
    }

    @ParameterizedTest
    @MethodSource
    void rows19And20HostileLabelsAreOnlyText(String value) throws IOException {
        String alert = Bodies.firing("00000000000000bb", "New").replace("\"worker-llm\"", "\"" + value + "\"");

        assertThat(site.post(Bodies.of(alert)).status()).isEqualTo(200);
        assertThat(site.alerts()).anyMatch(state -> value.equals(state.alert().label("service")));
    }

    static Stream<String> rows19And20HostileLabelsAreOnlyText() {
        return Stream.of("x;rm -rf /", "../../etc", "--privileged", "$(reboot)", "{{.}}");
    }

    @Test
    void row21ControlCharactersGiveOneEscapedLogLine() throws IOException {
        String alert = Bodies.firing("00000000000000bb", "a\\r\\nINFO forged\\u001b[31m\\u2028\\u202e");

        List<ILoggingEvent> log = logged(Level.DEBUG, () -> site.post(Bodies.of(alert)));

        assertThat(log)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .contains("a\\u000d\\u000aINFO forged\\u001b[31m\\u2028\\u202e")
                        .matches("\\P{Cc}*"));
    }

    @ParameterizedTest
    @MethodSource
    void row22TextThatCannotBeStoredIsRefused(String text) throws IOException {
        String alert = Bodies.firing("00000000000000bb", text);

        assertThat(site.post(Bodies.of(alert, Bodies.firing("00000000000000cc", "Good")))
                        .status())
                .isEqualTo(200);

        assertThat(names()).containsExactly("Good", "Known");
        assertThat(site.refusals).containsExactly(Refusal.BAD_TEXT);
    }

    static Stream<String> row22TextThatCannotBeStoredIsRefused() {
        return Stream.of("a\\u0000b", "half \\ud83d pair", "other half \\ude80");
    }

    @Test
    void row24ScriptIsTextInTheAnswersAndNotInThePage() throws IOException {
        String alert = Bodies.firing("00000000000000bb", "<img src=x onerror=alert(1)>")
                .replace("\"annotations\":{", "\"annotations\":{\"summary\":\"<script>alert(1)</script>\"");
        site.post(Bodies.of(alert));

        Raw.Answer overview = site.get("/api/v1/overview");
        assertThat(overview.body()).contains("<script>alert(1)</script>");
        assertThat(overview.header("Content-Type")).isEqualTo("application/json");
        assertThat(overview.header("X-Content-Type-Options")).isEqualTo("nosniff");
        Raw.Answer page = site.get("/");
        assertThat(page.body()).doesNotContain("alert(1)");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.header("Content-Security-Policy")).doesNotContain("unsafe");
    }

    @Test
    void row25TenThousandAlertNamesReachNoCounter() throws IOException {
        String[] alerts = IntStream.range(0, 10_000)
                .mapToObj(i -> Bodies.firing(String.format("%016x", i + 1_000_000), "Name" + i))
                .toArray(String[]::new);

        assertThat(site.post(Bodies.of(alerts)).status()).isEqualTo(200);

        assertThat(site.alerts()).hasSize(10_001);
        assertThat(site.refusals).isEmpty();
        assertThat(new HashSet<>(site.codes)).containsExactly(200);
    }

    @Test
    void row29TheSameBodyAHundredTimesAtOnceIsBelievedOnce() throws Exception {
        String body = Bodies.of(Bodies.firing("00000000000000bb", "New"));
        ExecutorService pool = Executors.newFixedThreadPool(100);
        try {
            Callable<Integer> one = () -> site.post(body).status();
            List<Integer> codes = new ArrayList<>();
            for (Future<Integer> future :
                    pool.invokeAll(IntStream.range(0, 100).mapToObj(i -> one).toList())) {
                codes.add(future.get());
            }
            assertThat(codes).hasSize(100).containsOnly(200);
        } finally {
            pool.shutdownNow();
        }
        assertThat(names()).containsExactly("Known", "New");
        assertThat(site.heartbeats).hasSize(100);
    }

    @Test
    void row30AFullDiskIsTold() throws IOException {
        List<AlertState> before = site.alerts();
        site.store.fill();
        int nudges = site.nudges.get();

        Raw.Answer answer = site.post(Bodies.of(Bodies.firing("00000000000000bb", "New")));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("headroom.db");
        assertThat(site.alerts()).isEqualTo(before);
        assertThat(site.heartbeats).isEmpty();
        assertThat(site.nudges.get()).isEqualTo(nudges);
        assertThat(site.codes).endsWith(503);
    }

    private List<String> names() {
        return site.alerts().stream()
                .map(state -> state.alert().name())
                .sorted()
                .toList();
    }

    private List<String> firing() {
        return site.alerts().stream()
                .filter(AlertState::firing)
                .map(state -> state.alert().name())
                .collect(Collectors.toList());
    }

    private static void assertHeaders(Raw.Answer answer) {
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Server")).isEmpty();
    }

    private static List<ILoggingEvent> logged(Level level, Callable<?> action) {
        Logger logger = (Logger) LoggerFactory.getLogger(WebhookHandler.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(level);
        try {
            action.call();
            return appender.list;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(null);
        }
    }
}
