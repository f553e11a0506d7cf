package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.web.ServiceView.Cooldown;
import dev.headroom.receiver.web.ServiceView.OverrideView;
import dev.headroom.receiver.web.ServiceView.RolloutView;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of the API, character by character. */
class ApiTest {

    private static final Instant AT = Instant.parse("2026-11-24T14:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-24T14:07:10Z");

    static final ServiceView BUSY = new ServiceView(
            "worker-llm",
            3,
            2,
            2,
            8,
            4,
            new RolloutView("a1", Phase.VERIFYING, 2, 3, AT, "app-3 is starting"),
            new OverrideView(ManualOverride.Kind.HOLD_DOWN, 0, "ana", "load test", UNTIL),
            List.of(new Cooldown("queue_length", UNTIL)),
            List.of("LLMQueueBuildup"),
            "",
            List.of(new ServiceView.Doubt("latency_p95", AT, "two ups became healthy")),
            2,
            1,
            4.5,
            "asleep: worker-llm-4 since 13:02:00, worker-llm-5; an up wakes first, which took 4.5 s lately");
    static final ServiceView IDLE =
            new ServiceView("app", 2, 2, 2, 10, 2, null, null, List.of(), List.of(), "", List.of());

    static final Explanation HOLD = new Explanation(
            "worker-llm",
            AT,
            Explanation.Outcome.HOLD,
            Reason.FLAP_DAMPING,
            3,
            4,
            "queue_length",
            Priority.P2,
            UNTIL,
            List.of(
                    new Verdict(Guard.FLAP_DAMPING, false, "cooldown of queue_length", UNTIL),
                    new Verdict(Guard.VRAM, true, "GPU 1 has 41 % free", null)),
            List.of(new Explanation.AlertRef("LLMQueueBuildup", "cdd397696b410d08")));
    static final Explanation STEADY = new Explanation(
            "worker-llm",
            AT.minusSeconds(60),
            Explanation.Outcome.HOLD,
            Reason.STEADY,
            3,
            3,
            null,
            null,
            null,
            List.of(),
            List.of());

    private static final String HOLD_JSON = """
            "service":"worker-llm","at":"2026-11-24T14:00:00Z","outcome":"hold","reason":"flap_damping",\
            "from":3,"to":4,"source":"queue_length","priority":"P2","until":"2026-11-24T14:07:10Z","verdicts":[\
            {"guard":"flap_damping","verdict":"refuse","detail":"cooldown of queue_length",\
            "until":"2026-11-24T14:07:10Z"},\
            {"guard":"vram","verdict":"pass","detail":"GPU 1 has 41 % free","until":null}],\
            "sentence":"worker-llm stays at 3: LLMQueueBuildup wants 4; cooldown of queue_length until 14:07:10;\
             VRAM would pass (GPU 1 has 41 % free)","zone":"UTC\"""";
    private static final String STEADY_LINE = """
            {"id":6,"service":"worker-llm","at":"2026-11-24T13:59:00Z","outcome":"hold","reason":"steady",\
            "from":3,"to":3,"source":null,"priority":null,"until":null,"verdicts":[],"sentence":"worker-llm stays at 3: nothing asks for a change","zone":"UTC",\
            "alerts":[],"result":"","detail":"","steps":[]}""";
    private static final String HOLD_LINE = "{\"id\":7," + HOLD_JSON
            + ",\"alerts\":[{\"name\":\"LLMQueueBuildup\",\"fingerprint\":\"cdd397696b410d08\"}],\"result\":\"\",\"detail\":\"\",\"steps\":[]}";
    private static final String BUSY_JSON = """
            {"service":"worker-llm","desired":3,"ready":2,"min":2,"max":8,"floor":4,\
            "rollout":{"action":"a1","phase":"verifying","from":2,"to":3,"since":"2026-11-24T14:00:00Z","detail":"app-3 is starting"},\
            "override":{"kind":"hold_down","replicas":0,"owner":"ana","reason":"load test",\
            "expires":"2026-11-24T14:07:10Z"},\
            "cooldowns":[{"source":"queue_length","until":"2026-11-24T14:07:10Z"}],"firing":["LLMQueueBuildup"],\
            "doubts":[{"source":"latency_p95","since":"2026-11-24T14:00:00Z","why":"two ups became healthy"}],"asleep":2,"waking":1,"wake_seconds":4.5,"standby":"asleep: worker-llm-4 since 13:02:00, worker-llm-5; an up wakes first, which took 4.5 s lately"}""";
    private static final String IDLE_JSON = """
            {"service":"app","desired":2,"ready":2,"min":2,"max":10,"floor":2,"rollout":null,"override":null,\
            "cooldowns":[],"firing":[]}""";

    static final AlertState STATE = new AlertState(
            new Alert(
                    new Fingerprint("cdd397696b410d08"),
                    Map.of("alertname", "LLMQueueBuildup", "service", "worker-llm"),
                    Map.of("summary", "<b>🚀"),
                    AT),
            AlertState.Phase.FIRING,
            Moment.steady(AT),
            Moment.steady(UNTIL),
            null);

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void start() {
        site = new Site(Tokens.open(), "", views(new Check("store", true, "")));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static Views views(Check... checks) {
        return new FixedViews(
                List.of(IDLE, BUSY),
                List.of(DecisionRecord.hold(7, HOLD), DecisionRecord.hold(6, STEADY)),
                () -> List.of(STATE),
                List.of(checks));
    }

    @Test
    void answersAreAsDocumented() throws IOException {
        assertThat(site.get("/api/v1/services").body()).isEqualTo("[" + IDLE_JSON + "," + BUSY_JSON + "]");
        assertThat(site.get("/api/v1/services/worker-llm").body()).isEqualTo(BUSY_JSON);
        assertThat(site.get("/api/v1/services/worker-llm/explanation").body()).isEqualTo("{" + HOLD_JSON + "}");
        assertThat(site.get("/api/v1/alerts").body()).isEqualTo("""
                        [{"name":"LLMQueueBuildup","fingerprint":"cdd397696b410d08",\
                        "labels":{"alertname":"LLMQueueBuildup","service":"worker-llm"},\
                        "annotations":{"summary":"<b>🚀"},"startsAt":"2026-11-24T14:00:00Z","phase":"firing",\
                        "seenAt":"2026-11-24T14:07:10Z"}]""");
        assertThat(site.get("/readyz").body())
                .isEqualTo("{\"ready\":true,\"checks\":[{\"name\":\"store\",\"ok\":true,\"detail\":\"\"}]}");
        assertThat(site.get("/healthz").body()).isEqualTo("ok\n");
        assertThat(site.get("/metrics").body()).isEqualTo("up 1\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, true",
        "service=worker-llm, true, true",
        "service=app, false, false",
        "limit=1, true, false",
        "limit=500, true, true",
        "before=2026-11-24T14:00:00Z, false, true",
        "before=2026-11-24T23:00:00%2B09:00, false, true",
        "service=worker-llm&limit=1&before=2026-11-24T14:00:00Z, false, true",
    })
    void decisionsAreThoseAskedFor(String query, boolean hold, boolean steady) throws IOException {
        Raw.Answer answer = site.get("/api/v1/decisions?" + query);

        assertThat(answer.status()).isEqualTo(200);
        String expected = (hold ? HOLD_LINE : "") + (hold && steady ? "," : "") + (steady ? STEADY_LINE : "");
        assertThat(answer.body()).isEqualTo("[" + expected + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/decisions?limit=0|400|limit is not a number from 1 to 500",
                "/api/v1/decisions?limit=501|400|limit is not a number from 1 to 500",
                "/api/v1/decisions?limit=-1|400|limit is not a number from 1 to 500",
                "/api/v1/decisions?limit=99999999999|400|limit is not a number from 1 to 500",
                "/api/v1/decisions?limit=ten|400|limit is not a number from 1 to 500",
                "/api/v1/decisions?before=yesterday|400|before is not a time",
                "/api/v1/decisions?service=gpu|404|unknown service gpu",
                "/api/v1/services/gpu|404|unknown service gpu",
                "/api/v1/services/%3Cscript%3E/explanation|404|unknown service <script>",
                "/api/v1/services/app/explanation|404|app has not been evaluated yet",
                "/nowhere|404|Endpoint GET /nowhere not found",
                "/fails|500|the receiver failed",
            })
    void whatCannotBeAnsweredIsSaidInJson(String path, int code, String error) throws IOException {
        Raw.Answer answer = site.get(path);

        assertThat(answer.status()).isEqualTo(code);
        assertThat(answer.body())
                .startsWith("{\"error\":\"" + error + "\",\"remedy\":\"")
                .endsWith("\"}");
        assertThat(answer.body()).doesNotContain("secret detail", "Exception");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void anUnknownServiceGetsTheKnownOnes() throws IOException {
        assertThat(site.get("/api/v1/services/gpu").body()).contains("\"remedy\":\"use one of: app, worker-llm\"");
    }

    @Test
    void aFailedCheckMeansNotReady() throws IOException {
        try (Site unready = new Site(
                Tokens.open(),
                "",
                views(new Check("store", true, ""), new Check("evidence", false, "blind since 5 m")))) {
            Raw.Answer answer = unready.get("/readyz");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).startsWith("{\"ready\":false,").contains("\"detail\":\"blind since 5 m\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/healthz, 200",
        "/readyz, 200",
        "/metrics, 200",
        "/api/v1/services, 401",
        "/api/v1/services/app, 401",
        "/api/v1/services/worker-llm/explanation, 401",
        "/api/v1/decisions, 401",
        "/api/v1/decisions/7, 401",
        "/api/v1/alerts, 401",
        "/api/v1/overview, 401",
        "/api/v1/replicas, 401",
        "/api/v1/events, 401",
        "/api/v1/gpus, 401"
    })
    void aTokenIsAskedForWhereThereIsOne(String path, int without) throws IOException {
        Tokens tokens = Tokens.from(Files.writeString(folder.resolve("token"), "a-token"), () -> Site.NOW);
        try (Site guarded = new Site(tokens, "a-token", views(new Check("store", true, "")))) {
            byte[] bare = Raw.bytes("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(Raw.send(guarded.port(), bare).status()).isEqualTo(without);
            if (!path.endsWith("/events")) {
                assertThat(guarded.get(path).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void oneDecisionIsFoundByItsId() throws IOException {
        assertThat(site.get("/api/v1/decisions/6").body()).isEqualTo(STEADY_LINE);
        assertThat(site.get("/api/v1/decisions/5").status()).isEqualTo(404);
        assertThat(site.get("/api/v1/decisions/%3Cb%3E").body()).contains("there is no decision <b>", "history");
        assertThat(site.get("/api/v1/decisions/99999999999999999999").status()).isEqualTo(404);
    }

    @Test
    void theOverviewHoldsAllThatThePageShows() throws IOException {
        assertThat(site.get("/api/v1/overview").body())
                .startsWith("""
                        {"now":"2026-11-24T04:00:00Z","zone":"Z",\
                        "summary":{"well":false,"text":"Blind: no alert changes a count.","notices":[{"bad":true,\
                        "what":"Blind: no news from Alertmanager since the start",\
                        "since":"2026-11-24T03:53:20Z","does":""")
                .contains("""
                        ,"evidence":{"since":"2026-11-24T03:53:20Z","heartbeat":null,"source":null,"blindAfter":300,"blind":true,"part":"courier",\
                        "reason":"no news from Alertmanager since the start, 6m40s ago","from":"2026-11-24T03:53:20Z"},\
                        "checks":[{"name":"store","ok":true,"detail":""}],"services":[""")
                .contains("""
                        "can":"Scale it by hand where it cannot wait."},"explanation":{%s},\
                        "usage":{"today":{"used":1.5,"atMax":4.0,"seen":0.5},"month":{"used":1.5,"atMax":4.0,"seen":0.5},\
                        "cost":{"amount":1.20,"currency":"EUR"}}}""".formatted(HOLD_JSON))
                .contains("\"explanation\":null,", "\"cost\":null}", """
                        "doubts":[{"source":"latency_p95","since":"2026-11-24T14:00:00Z","why":"two ups became healthy"}]""")
                .contains("\"result\":\"\"}],\"firing\":1,\"alerts\":[{\"name\":\"LLMQueueBuildup\"");
        assertThat(site.get("/api/v1/replicas").body())
                .contains("\"app\":[", "\"worker-llm\":[[1795492740,3,null,2,8,4],[1795492800]]");
        assertThat(site.get("/api/v1/replicas?service=worker-llm").body())
                .isEqualTo("{\"worker-llm\":[[1795492740,3,null,2,8,4],[1795492800]]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/healthz",
                "/readyz",
                "/metrics",
                "/api/v1/services",
                "/nowhere",
                "/fails",
                "/page/page.css",
                "/page/main.js"
            })
    void everyAnswerHasTheSecurityHeaders(String path) throws IOException {
        Raw.Answer answer = site.get(path);

        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Server")).isEmpty();
    }
}
