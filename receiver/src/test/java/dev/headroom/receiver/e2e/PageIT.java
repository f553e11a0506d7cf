package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.headroom.receiver.app.Receiver;
import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.browser.Key;
import dev.headroom.receiver.decision.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, with a running receiver: what a person sees and does. */
class PageIT {
    private static final int TRIES = 5;

    @TempDir
    static Path folder;

    private static OpenPage page;

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(Browser.program().isPresent(), "needs chromium and chromium-driver");
        page = OpenPage.start(folder);
        Waiting.until("worker-rl has been judged", () -> page.http.answers("/api/v1/services/worker-rl/explanation"));
        page.http.post("/webhook", Notification.firing("LLMQueueBuildup", 1, "queue_length"));
        Waiting.until(
                "worker-llm has grown and waits for its cooldown",
                () -> page.service("worker-llm").path("ready").asInt() == 3
                        && page.http
                                .get("/api/v1/services/worker-llm/explanation")
                                .path("reason")
                                .asText()
                                .equals("cooldown"));
    }

    @AfterAll
    static void close() {
        if (page != null) {
            page.close();
        }
    }

    @BeforeEach
    void light() {
        page.browser.look(1280, 900, false);
        page.browser.complaints();
    }

    /** Nothing was refused by the page's policy, failed to load, or was thrown; only GPUs need not be told of. */
    @AfterEach
    void nothingToComplainOf() {
        assertThat(page.browser.complaints())
                .filteredOn(line -> !line.contains("/api/v1/gpus"))
                .isEmpty();
    }

    @Test
    void aDecisionIsSeenWithinASecond() throws IOException {
        page.show("");
        page.until("document.querySelectorAll('.rows > li').length === 3");
        page.browser.run("""
                window.seen = [];
                const look = () => window.seen.push([Date.now(), document.querySelector('.latest').textContent]);
                new MutationObserver(look).observe(document.querySelector('main'),
                  { subtree: true, childList: true, characterData: true });
                """);
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && quickest >= 1000; i++) { // a busy machine may take longer now and then
            quickest = Math.min(quickest, millisUntilSeen(3 - i % 2));
        }
        assertThat(quickest).isLessThan(1000);
    }

    private static long millisUntilSeen(int replicas) throws IOException {
        Waiting.until(
                "the rollout before has ended",
                () -> page.service("worker-rl").path("rollout").isNull());
        String order =
                "{\"replicas\":" + replicas + ",\"owner\":\"ana\",\"reason\":\"a look " + System.nanoTime() + "\"}";
        page.http.post("/api/v1/services/worker-rl/scale", order);
        JsonNode decided =
                page.http.get("/api/v1/decisions?limit=1&service=worker-rl").get(0);
        String words = decided.path("sentence").asText();
        assertThat(words).contains("goes from", "a look");
        page.until("window.seen.some(([, text]) => text.includes(" + quoted(words) + "))");
        long seen = page.browser
                .run("return window.seen.find(([, text]) => text.includes(arguments[0]))[0]", words)
                .asLong();
        return seen - Instant.parse(decided.path("at").asText()).toEpochMilli();
    }

    @Test
    void whoeverComesBackSeesItLiveAgain() {
        page.show("");
        page.until("document.querySelectorAll('.rows > li').length === 3");
        page.browser.open("about:blank");
        page.browser.run("history.back()");
        String live = "document.getElementById('connection')?.innerText === 'live'";
        page.until(live);
        page.browser.run("document.getElementById('connection').textContent = ''");
        page.until(live);
    }

    @Test
    void aVetoIsExplainedWithEveryGuard() {
        page.show("#/?open=worker-llm");
        page.until("document.querySelector('[data-service=worker-llm] .sentence')?.innerText.includes('stays at 3')");
        assertThat(page.text("[data-service=worker-llm] .sentence"))
                .startsWith("worker-llm stays at 3: LLMQueueBuildup wants 4; cooldown of queue_length until ");
        assertThat(page.text("[data-service=worker-llm] .state"))
                .contains("Cooldowns", "queue_length 9m", ", until ", "LLMQueueBuildup");
        assertThat(page.text("[data-service=worker-llm] summary")).contains("refused by cooldown");
        page.browser.click("[data-service=worker-llm] summary");
        assertThat(rows("[data-service=worker-llm] .guards"))
                .hasSameSizeAs(Guard.values())
                .anySatisfy(row -> assertThat(row).matches("(?s)cooldown\\s+refuse\\s+cooldown of queue_length.*"))
                .anySatisfy(row -> assertThat(row).matches("(?s)bounds\\s+pass.*"));
        assertThat(page.text("[data-service=worker-llm] .hours"))
                .contains("Today:", "replica hours of", "EUR", "This month:");
    }

    @Test
    void theHistoryIsFilteredAndADecisionHasAPageOfItsOwn() {
        page.show("#/history");
        page.until("document.querySelectorAll('main tbody tr').length > 2");
        page.browser.run("""
                const choose = (name, value) => {
                  const field = document.querySelector(`select[name=${name}]`);
                  field.value = value;
                  field.dispatchEvent(new Event('change'));
                };
                choose('service', 'worker-llm');
                choose('kind', 'scale');
                """);
        page.until("document.querySelectorAll('main tbody tr').length === 1");
        assertThat(page.words())
                .contains("worker-llm goes from 2 to 3: LLMQueueBuildup (rule queue-buildup, P1)", "done");
        assertThat(page.browser.run("return location.hash").asText())
                .isEqualTo("#/history?service=worker-llm&kind=scale");
        page.browser.click("main tbody a");
        page.until(
                "location.hash.startsWith('#/decision/') && document.querySelector('h1')?.innerText === 'worker-llm: 2 to 3'");
        assertThat(page.words()).contains("queue-buildup", "P1", "0000000000000001", "warming", "verifying");
        assertThat(rows("main")).filteredOn(row -> row.contains("pass")).hasSameSizeAs(Guard.values());
    }

    @Test
    void anOverrideIsMadeAndExpires() {
        page.show("#/?open=app");
        page.until("document.querySelectorAll('.rows > li').length === 3");
        page.browser.click("[data-service=app] [data-action=freeze]");
        page.fill("ttl", "4s");
        page.fill("owner", "ana");
        page.fill("reason", "<b>load</b> test");
        page.browser.click("dialog form .main");
        assertThat(page.text("dialog .meaning")).isEqualTo("Nothing is done to app for 4s, whatever fires.");
        page.browser.click("dialog [data-confirm]");
        page.until(
                "document.querySelector('[data-service=app] .override')?.innerText.includes('freeze by ana: <b>load</b> test; ends at')");
        page.until("!document.querySelector('[data-service=app] .override')");
        page.show("#/history?service=app");
        page.until("document.body.innerText.includes('freeze by ana: <b>load</b> test has expired')");
    }

    /** Bob was told of nothing when he began; meanwhile ana has frozen it. */
    @Test
    void whoGivesAnOrderIsToldOfTheOneThatCameMeanwhile() throws IOException {
        page.show("#/?open=worker-rl");
        page.until("document.querySelector('.card')");
        page.browser.click("[data-service=worker-rl] [data-action=hold_up]");
        page.fill("owner", "bob");
        page.fill("reason", "sale" + Key.ENTER);
        assertThat(page.text("dialog .standing")).isEmpty();
        page.http.send("PUT", "/api/v1/services/worker-rl/override", """
                {"kind":"freeze","ttl":"1h","owner":"ana","reason":"incident"}""");
        page.until("document.querySelector('[data-service=worker-rl] .override')");
        page.browser.click("dialog [data-confirm]");
        page.until("document.querySelector('dialog').innerText.includes('has changed meanwhile')");
        assertThat(page.text("dialog .standing")).contains("This replaces: the freeze by ana: incident");
        assertThat(page.text("[data-service=worker-rl]"))
                .as("since when is read from the history")
                .containsPattern("freeze until [0-9: -]+ by ana: incident\\s+for [0-9]+s, since [0-9:]{8}")
                .contains("Does nothing to it until", "Ask ana");
        assertThat(page.service("worker-rl").path("override").path("owner").asText())
                .isEqualTo("ana");
        page.browser.click("dialog [data-confirm]");
        page.until("!document.querySelector('dialog')");
        assertThat(page.service("worker-rl").path("override").path("owner").asText())
                .isEqualTo("bob");
        page.http.send("DELETE", "/api/v1/services/worker-rl/override?owner=bob", "");
    }

    @Test
    void aHostileAlertIsOnlyRead() throws IOException {
        String hostile = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>";
        String body = Notification.idle("Hostile", "00000000000000ff")
                .replace("\"summary\":\"Hostile\"", "\"summary\":\"" + hostile + "\"");
        assertThat(body).contains(hostile);
        assertThat(page.http.post("/webhook", body)).isEqualTo(200);
        page.show("");
        page.until("document.body.innerText.includes(" + quoted(hostile) + ")");
        assertThat(page.holds("window.hacked")).isFalse();
        assertThat(page.browser
                        .run("return document.querySelectorAll('main img, main script, script').length")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aKeyboardIsEnough() {
        page.show("");
        page.until("document.querySelectorAll('.rows > li').length === 3");
        page.browser.press(Key.TAB + Key.ENTER);
        assertThat(page.holds("document.activeElement.id === 'main'")).isTrue();
        page.tabTo("[data-service=app] button");
        page.browser.press(Key.ENTER);
        assertThat(page.text("[data-service=app] .card")).contains("History of app");
        assertThat(page.browser.run("return location.hash").asText()).isEqualTo("#/?open=app");
        page.tabTo("[data-service=app] [data-action=scale]");
        page.browser.press(Key.ENTER);
        assertThat(page.holds("document.activeElement.closest('dialog')")).isTrue();
        page.browser.press(Key.ESCAPE);
        assertThat(page.holds("document.activeElement.matches('[data-service=app] [data-action=scale]')"))
                .isTrue();
        page.browser.press(Key.ENTER);
        page.browser.press("3" + Key.TAB + "ben" + Key.TAB + "by keyboard" + Key.ENTER);
        page.until("document.activeElement.matches('.meaning')");
        page.tabTo("dialog [data-confirm]");
        page.browser.press(Key.ENTER);
        page.until("!document.querySelector('dialog')");
        Waiting.until("app has 3", () -> page.service("app").path("desired").asInt() == 3);
    }

    @Test
    void aTokenIsAskedForAndKeptForTheTab() throws IOException {
        try (Receiver guarded = OpenPage.guarded(folder, "the-right-one")) {
            page.browser.open("http://127.0.0.1:" + guarded.port() + "/");
            page.until("document.querySelector('dialog[open] [name=token]')");
            assertThat(page.words()).doesNotContain("worker-llm");
            page.fill("token", "a-wrong-one" + Key.ENTER);
            page.until("document.querySelector('dialog[open]')?.innerText.includes('not valid')");
            page.fill("token", "the-right-one" + Key.ENTER);
            page.until("document.querySelectorAll('.rows > li').length === 3");
            page.browser.open("http://127.0.0.1:" + guarded.port() + "/#/history");
            page.until("document.querySelector('h1')?.innerText === 'History'");
            assertThat(page.holds("document.querySelector('dialog')")).isFalse();
            assertThat(page.browser.complaints())
                    .allMatch(line -> line.contains("401") || line.contains("/api/v1/gpus"));
            page.browser.open("about:blank"); // before its receiver goes, of which the page would complain
        }
    }

    /** The rows of the tables in a place. */
    private static List<String> rows(String place) {
        List<String> texts = new ArrayList<>();
        page.browser
                .run(
                        "return [...document.querySelectorAll(arguments[0] + ' tbody tr')].map(row => row.innerText)",
                        place)
                .forEach(row -> texts.add(row.asText()));
        return texts;
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
