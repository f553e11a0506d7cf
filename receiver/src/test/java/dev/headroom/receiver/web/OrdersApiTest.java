package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.ManualScale.Ask;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people may order over HTTP, and every way in which an order is not taken: nothing follows from those. */
class OrdersApiTest {

    private static final String SCALE = "/api/v1/services/app/scale";
    private static final String OVERRIDE = "/api/v1/services/app/override";
    private static final String ORDER = "{\"replicas\":5,\"owner\":\"ana\",\"reason\":\"load test\"}";
    private static final String PIN =
            "{\"kind\":\"pin\",\"replicas\":4,\"ttl\":\"2h\",\"owner\":\"ana\",\"reason\":\"load test\"}";

    @TempDir
    private Path folder;

    private Site site;

    @BeforeEach
    void start() throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), "sesame\n");
        List<ServiceView> services = List.of(
                new ServiceView("app", 3, 3, 2, 10, 2, null, null, List.of(), List.of(), "", List.of()),
                new ServiceView("worker-llm", 3, 3, 2, 8, 2, null, null, List.of(), List.of(), "", List.of()));
        site = new Site(
                Tokens.from(tokens, () -> Site.NOW),
                "sesame",
                new FixedViews(services, List.of(), List::of, List.of()));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Raw.Answer send(String line, String headers, String body) throws IOException {
        byte[] bytes = Raw.bytes(body);
        String length = body.isEmpty() ? "" : "Content-Length: " + bytes.length + "\r\n";
        return Raw.send(site.port(), site.request(line, headers + length, bytes));
    }

    private Raw.Answer json(String line, String body) throws IOException {
        return send(line, "Content-Type: application/json\r\n", body);
    }

    private void refused(Raw.Answer answer, int status, String... words) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.body()).contains("\"error\"", "\"remedy\"");
        assertThat(words).allSatisfy(word -> assertThat(answer.body()).contains(word));
        assertThat(site.ordered).isEmpty();
    }

    @Test
    void anOrderToScaleIsAcceptedAndToldInItsWords() throws IOException {
        Raw.Answer answer = json("POST " + SCALE, ORDER);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body())
                .contains("\"outcome\":\"scale\"", "\"reason\":\"manual\"", "\"from\":3,\"to\":5")
                .contains("\"source\":\"manual:ana\"", "\"note\":\"ana asks for 5: load test\"");
        assertThat(site.ordered).containsExactly(new ManualScale("app", 5, "ana", "load test"));
    }

    @Test
    void aRefusedOrderToScaleTellsTheVerdict() throws IOException {
        Raw.Answer answer = json("POST " + SCALE, ORDER.replace("5", "9"));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body())
                .contains("\"error\":\"app stays at 3: ana asks for 9: load test; freeze by bob: sale\"")
                .contains("\"remedy\":\"release the override")
                .contains("{\"guard\":\"override\",\"verdict\":\"refuse\",\"detail\":\"freeze by bob: sale\"");
    }

    /** A pin goes below the schedule's floor, and never below the policy's minimum. */
    @Test
    void whatGoesBeyondTheLimitsIsToldARemedyThatHelps() {
        assertThat(beyond("below the floor of 4 of window peak", Site.NOW.plusSeconds(60)))
                .contains("a pin may go below the schedule's floor");
        assertThat(beyond("below the minimum of 1", null))
                .isEqualTo("choose another count, or change the limits in the policy");
        assertThat(beyond("over the maximum of 8", null)).doesNotContain("pin");
    }

    private static String beyond(String detail, Instant until) {
        Explanation told = new Explanation(
                "app",
                Site.NOW,
                Explanation.Outcome.HOLD,
                Reason.BOUNDS,
                1,
                1,
                "manual-sleep:ana",
                Priority.P0,
                null,
                List.of(new Verdict(Guard.BOUNDS, false, detail, until)),
                List.of());
        return Answers.RefusedJson.of(told, ZoneOffset.UTC).remedy();
    }

    @ParameterizedTest
    @CsvSource({"wake, WAKE, ana asks to wake", "sleep, SLEEP, ana asks to put"})
    void anOrderToWakeOrToPutToSleepIsOfOneReplicaUnlessItSaysMore(String path, Ask ask, String words)
            throws IOException {
        String line = "POST /api/v1/services/app/" + path;
        Raw.Answer answer = json(line, "{\"owner\":\"ana\",\"reason\":\"a demo\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.body()).contains(words + " 1");
        assertThat(json(line, ORDER).status()).isEqualTo(202);
        assertThat(site.ordered)
                .containsExactly(
                        new ManualScale("app", ask, 1, "ana", "a demo"),
                        new ManualScale("app", ask, 5, "ana", "load test"));
        site.ordered.clear();
        refused(json(line, ORDER.replace("5", "0")), 422, "replicas must be a whole number from 1 to 10");
        refused(json(line, ORDER.replace("5", "\"1\"")), 422, "replicas must be a whole number from 1 to 10");
        refused(json(line, ORDER.replace("ana", "")), 422, "owner must be text");
        refused(json("POST /api/v1/services/ap/" + path, ORDER), 404, "unknown service ap");
        refused(send(line, "Content-Type: application/json\r\nOrigin: null\r\n", ORDER), 403, "another site");
    }

    @Test
    void anOverrideIsSetUntilItExpires() throws IOException {
        Raw.Answer answer = json("PUT " + OVERRIDE, PIN);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"kind\":\"pin\",\"replicas\":4,\"owner\":\"ana\",\"reason\":\"load test\","
                                + "\"expires\":\"2026-11-24T06:00:00Z\",\"sentence\":\"app: pin at 4 until 06:00:00 UTC by ana: load test\"}");
        assertThat(site.ordered)
                .containsExactly(
                        new ManualOverride("app", Kind.PIN, 4, "ana", "load test", Site.NOW.plus(Duration.ofHours(2))));
    }

    @Test
    void whatCannotBeStoredIsToldApartFromWhatMayHaveBeen() throws IOException {
        for (String line : List.of("POST " + SCALE, "PUT " + OVERRIDE)) {
            String order = line.startsWith("PUT") ? PIN : ORDER;
            refused(
                    json(line, order.replace("ana", "dora")),
                    503,
                    "the order could not be stored",
                    "and send it again");
            refused(
                    json(line, order.replace("ana", "emil")),
                    503,
                    "it is not known whether the order was stored",
                    "look whether it holds before you send it again");
        }
    }

    @Test
    void anotherPersonsOverrideIsReplacedOnlyByWhoSaysSo() throws IOException {
        String order = PIN.replace("ana", KeptOrders.STRANGER);
        refused(
                json("PUT " + OVERRIDE, order),
                409,
                "another person's override: freeze until 04:00:09 UTC by bob: sale",
                "replace");
        refused(
                json("PUT " + OVERRIDE, order.replace("}", ",\"replace\":\"yes\"}")),
                422,
                "replace must be true or false");
        Raw.Answer answer = json("PUT " + OVERRIDE, order.replace("}", ",\"replace\":true}"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .as("what is replaced is named: by whom, and why")
                .contains("it replaces freeze until 04:00:09 UTC by bob: sale, which does not come back")
                .contains("\"replaced\":{\"kind\":\"freeze\",\"replicas\":0,\"owner\":\"bob\",\"reason\":\"sale\"");
        assertThat(site.ordered).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"freeze, FREEZE", "hold_up, HOLD_UP", "hold_down, HOLD_DOWN"})
    void theOtherKindsHaveNoCount(String word, Kind kind) throws IOException {
        String body = PIN.replace("pin", word).replace("\"replicas\":4,", "");
        assertThat(json("PUT " + OVERRIDE, body).status()).isEqualTo(200);
        assertThat(site.ordered)
                .singleElement()
                .satisfies(order -> assertThat(((ManualOverride) order).kind()).isEqualTo(kind));
    }

    @Test
    void anOverrideIsReleasedByAnOwner() throws IOException {
        String path = "/api/v1/services/worker-llm/override";
        Raw.Answer answer = send("DELETE " + path + "?owner=ana&reason=all%20fine", "", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"kind\":\"freeze\"", "\"owner\":\"bob\"")
                .contains("worker-llm: released freeze until 04:00:09 UTC by bob: sale; it follows the policy again, "
                        + "and what this order had replaced does not come back");
        assertThat(site.ordered).containsExactly("worker-llm|ana|all fine");
    }

    @Test
    void whatIsNotThereCannotBeReleased() throws IOException {
        Raw.Answer answer = send("DELETE " + OVERRIDE + "?owner=ana", "", "");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("app has no override");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?owner=", "?owner=a%0d%0ab", "?owner=ana&reason=a%1bb"})
    void aReleaseNeedsAnOwnerOnOneLine(String query) throws IOException {
        refused(send("DELETE " + OVERRIDE + query, "", ""), 422, "on one line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST " + SCALE,
                "POST /api/v1/services/app/wake",
                "POST /api/v1/services/app/sleep",
                "PUT " + OVERRIDE,
                "DELETE " + OVERRIDE + "?owner=ana"
            })
    void withoutATokenNothingIsOrdered(String line) throws IOException {
        String request = line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + ORDER.length() + "\r\n\r\n" + ORDER;
        refused(Raw.send(site.port(), Raw.bytes(request)), 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost.evil.example"
            })
    void aPageOfAnotherSiteOrdersNothing(String header) throws IOException {
        String headers = "Content-Type: application/json\r\n" + header + "\r\n";
        refused(send("POST " + SCALE, headers, ORDER), 403, "another site");
        refused(send("DELETE " + OVERRIDE + "?owner=ana", header + "\r\n", ""), 403, "another site");
    }

    @Test
    void itsOwnPageMayOrder() throws IOException {
        String headers =
                "Content-Type: application/json\r\nSec-Fetch-Site: same-origin\r\nOrigin: http://localhost\r\n";
        assertThat(send("POST " + SCALE, headers, ORDER).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void onlyJsonIsTaken(String type) throws IOException {
        refused(send("POST " + SCALE, "Content-Type: " + type + "\r\n", ORDER), 415, "application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{bad", "[]", "3", "{\"replicas\":5}{}", "{\"replicas\":5,\"replicas\":6}"})
    void whatIsNoJsonObjectIsRefused(String body) throws IOException {
        refused(json("POST " + SCALE, body), 400, "the body is");
    }

    @Test
    void aLargeBodyIsRefused() throws IOException {
        refused(json("POST " + SCALE, ORDER + " ".repeat(20_000)), 413, "16 KiB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5|11|replicas must be a whole number from 2 to 10, the policy's limits, found 11",
                "5|1|replicas must be a whole number from 2 to 10, the policy's limits, found 1",
                "5|-3|replicas must be a whole number",
                "5|5.5|replicas must be a whole number from 2 to 10, the policy's limits, found 5.5",
                "5|99999999999|replicas must be a whole number",
                "5|\"5\"|replicas must be a whole number",
                "5|null|replicas must be a whole number from 2 to 10, the policy's limits, found null",
                "\"replicas\":5,||replicas must be a whole number from 2 to 10, the policy's limits, found nothing",
                "\"ana\"|\"\"|owner must be text of 1 to 64 characters on one line",
                "\"ana\"|7|owner must be text of 1 to 64 characters on one line, found 7",
                "ana|a\\nb|owner must be text",
                "load test|\\u001b[31m|reason must be text",
                "load test|a\\u2028b|reason must be text",
                "load test|a\\u202eb|reason must be text",
                "reason|raeson|unknown field raeson",
            })
    void aBadFieldOfAnOrderToScaleIsNamed(String from, String to, String words) throws IOException {
        String body = ORDER.replace(from, to == null ? "" : to);
        refused(json("POST " + SCALE, body), 422, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"pin\"|\"pni\"|kind must be one of freeze, hold_down, hold_up, pin",
                "\"2h\"|\"0\"|ttl must be a duration over 0 and of at most 30d",
                "\"2h\"|\"31d\"|ttl must be a duration over 0 and of at most 30d",
                "\"2h\"|\"2 hours\"|ttl must be a duration",
                "\"2h\"|120|ttl must be a duration",
                "\"ttl\":\"2h\",||ttl must be a duration over 0 and of at most 30d, found nothing",
                "\"2h\"|\"99999999y\"|ttl must be a duration",
                "pin|freeze|replicas goes with the kind pin only",
                "4|12|replicas must be a whole number from 2 to 10",
                "\"replicas\":4,||replicas must be a whole number",
            })
    void aBadFieldOfAnOverrideIsNamed(String from, String to, String words) throws IOException {
        String body = PIN.replace(from, to == null ? "" : to);
        refused(json("PUT " + OVERRIDE, body), 422, words);
    }

    @Test
    void aLongReasonIsRefusedAndNotRepeatedWhole() throws IOException {
        Raw.Answer answer = json("POST " + SCALE, ORDER.replace("load test", "x".repeat(5000)));
        refused(answer, 422, "reason must be text of 1 to 160 characters");
        assertThat(answer.body().length()).isLessThan(600);
    }

    @Test
    void anUnknownServiceIsRefusedWithTheKnownOnes() throws IOException {
        refused(json("POST /api/v1/services/ap/scale", ORDER), 404, "unknown service ap", "app, worker-llm");
        refused(json("PUT /api/v1/services/..%2f/override", PIN), 404);
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatThereAre() throws IOException {
        Raw.Answer answer = json("POST " + OVERRIDE, PIN);
        refused(answer, 405);
        assertThat(answer.header("Allow")).contains("PUT", "DELETE");
    }
}
