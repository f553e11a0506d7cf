package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.browser.Key;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.web.Scenes.State;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the first screen says in each state that a person may find at night, with few services and with many, on a desk and on
 * a phone: what is wrong, since when, what Headroom does about it, what a person can do.
 */
class PageStatesIT {
    private static final Path PICTURES = Path.of("target/page");
    private static final boolean WRITES = Boolean.getBoolean("headroom.write");
    private static final List<Integer> COUNTS = List.of(3, 30, 100);
    private static final int[][] SCREENS = {{1440, 900}, {800, 900}, {360, 740}};

    /** All text that is within the window, as a reader sees it. */
    private static final String SEEN = """
            const seen = [];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode());) {
              const range = document.createRange();
              range.selectNodeContents(node);
              const { top, bottom, left, right, width } = range.getBoundingClientRect();
              if (width > 1 && top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth + 1) seen.push(node.data);
            }
            return seen.join('').replace(/\\s+/g, ' ');
            """;

    private static final String TIMES =
            "return [...document.querySelectorAll('time')].map(time => time.textContent).join('; ')";

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(Browser.program().isPresent(), "needs chromium and chromium-driver");
        Files.createDirectories(PICTURES);
        browser = Browser.start(folder);
    }

    @AfterAll
    static void close() throws IOException {
        if (browser != null) {
            try (Browser last = browser) {
                sheet(last);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WELL | All is well: | Last news from Alertmanager 4s ago | In the last hour: 1 up. | All actions | this receiver leads",
                "FAILED | 1 of | failed | for 12m 3 | Has restored the count before. | Read the log of the replica",
                "BLIND | Blind: no alert changes a count | no sign of life from Prometheus | for 12m 3 | neither up nor down | See that Prometheus runs",
                "TARGET_GONE | need a look | Docker at unix:///var/run/docker.sock does not answer | since 03:47:26 | Leaves those services as they are | Bring the target back",
                "FROZEN | 1 under orders | freeze until 05:00:30 by ana: incident 4711, do not touch | for 12m 3 | Does nothing to it until 05:00:30 | Ask ana. Release ends it now.",
                "ALERTS | waiting | 30 alerts fire: LLMQueueBuildup × 30. | may change | for 12m 3 | LLMQueueBuildup wants 4; cooldown of queue_length until 04:03:20"
            })
    void theFirstScreenTellsItAll(State state, String a, String b, String c, String d, String e) throws IOException {
        for (int count : COUNTS) {
            try (Site site = new Site(Tokens.open(), "", new Scenes(state, count))) {
                browser.reopen("http://127.0.0.1:" + site.port() + "/");
                Waiting.until(
                        "it is shown", () -> holds("document.querySelectorAll('.rows > li').length === " + count));
                for (int[] screen : SCREENS) {
                    browser.look(screen[0], screen[1], false);
                    String name = "%s-%d-%d".formatted(state, count, screen[0]);
                    String seen = browser.run(SEEN).asText();
                    picture(name);
                    assertThat(seen).as(name).contains(a, b, c, d, e);
                    assertThat(browser.run("return document.documentElement.scrollWidth")
                                    .asInt())
                            .as("scrolls sideways: " + name)
                            .isLessThanOrEqualTo(screen[0]);
                }
                if (count == 30) {
                    accessible(state.toString());
                    if (state == State.FAILED) {
                        browser.look(1180, 620, false);
                        documented("page");
                    }
                }
            }
        }
    }

    @Test
    void whatIsSearchedForStandsInTheAddress() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.ALERTS, 100))) {
            browser.look(1440, 900, false);
            open(site, "");
            browser.run("document.querySelector('[name=q]').focus()");
            browser.press("worker-llm-28");
            assertThat(browser.run(SEEN).asText())
                    .contains(
                            "1 of 100 services.",
                            "At work (1)",
                            "Firing alerts (1)",
                            "More than 100 requests of worker-llm-28 wait")
                    .doesNotContain("Watchdog", "app-0");
            browser.click("[data-service=worker-llm-28] button");
            String address = "#/?q=worker-llm-28&open=worker-llm-28";
            assertThat(browser.run("return location.hash").asText()).isEqualTo(address);
            open(site, address);
            assertThat(text("main")).contains("1 of 100 services.", "History of worker-llm-28");
            browser.click("[role=status] a");
            Waiting.until(
                    "the history has these words",
                    () -> holds(
                            "location.hash === '#/history?q=worker-llm-28' && document.querySelector('main tbody tr')"));
            assertThat(browser.run(
                                    "return [...document.querySelectorAll('main tbody tr')].every(row => row.innerText.includes('worker-llm-28'))")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void whoReadOnlyAPartOfTheHistoryDoesNotSpeakOfAll() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.WELL, 3))) {
            browser.reopen("http://127.0.0.1:" + site.port() + "/#/history?kind=failed");
            Waiting.until("ten pages were read", () -> text("main").contains("Nothing of this kind"));
            assertThat(text("main"))
                    .contains("Nothing of this kind among the newest 2,000 decisions, back to 01:1")
                    .contains("Older ones");
        }
    }

    @Test
    void eightMinutesAreShownAsTenAndNotAsADay() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.WELL, 3))) {
            open(site, "#/?open=app-0");
            Waiting.until(
                    "the chart is there",
                    () -> holds(
                            "document.querySelector('.chart path.desired').getAttribute('d').startsWith('M96.0 ')"));
            assertThat(text(".axis")).contains("10 min ago", "03:55", "04:00");
        }
    }

    @Test
    void whatAnOrderReplacesIsNamedWithItsAuthorAndReason() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.FROZEN, 3))) {
            open(site, "#/?open=worker-rl-2");
            browser.click("[data-service=worker-rl-2] [data-action=pin]");
            assertThat(text("dialog"))
                    .contains(
                            "This replaces: the freeze by ana: incident 4711, do not touch",
                            "It would end at 05:00:30",
                            "it does not come back");
            browser.run(
                    "document.querySelector('dialog [name=owner]').value = 'bob'; document.querySelector('dialog [name=reason]').value = 'sale'");
            browser.click("dialog form .main");
            browser.look(360, 740, false);
            documented("page-phone-order");
            browser.click("dialog [data-confirm]");
            Waiting.until("it is ordered", () -> !holds("document.querySelector('dialog')"));
            assertThat(site.ordered).singleElement().asString().contains("PIN", "bob");
            browser.click("[data-service=worker-rl-2] [data-action=release]");
            assertThat(text("dialog")).contains("This ends: the freeze by ana");
        }
    }

    private static void open(Site site, String view) {
        browser.reopen("http://127.0.0.1:" + site.port() + "/" + view);
        Waiting.until("it is shown", () -> holds("document.querySelector('.rows > li')"));
    }

    private static String text(String selector) {
        return browser.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector)
                .asText();
    }

    /** Its last word stays on the screen, as of when it came, and nothing of it counts on. */
    @Test
    void aReceiverThatIsGoneLooksGone() throws IOException, InterruptedException {
        Site site = new Site(Tokens.open(), "", new Scenes(State.ALERTS, 30));
        try (site) {
            browser.look(1440, 900, false);
            browser.reopen("http://127.0.0.1:" + site.port() + "/#/?open=app-0");
            Waiting.until("it is shown", () -> holds("document.querySelector('.card')"));
            assertThat(stale()).isFalse();
        }
        Waiting.until("it is seen that nobody answers", PageStatesIT::stale);
        String told = browser.run(TIMES).asText();
        assertThat(told).contains("since 03:47:26", "at 04:03:20").doesNotContain("for ", " ago", ", in ");
        for (int[] screen : SCREENS) {
            for (boolean dark : List.of(false, true)) {
                browser.look(screen[0], screen[1], dark);
                browser.run("scrollTo(0, " + (dark ? 400 : 0) + ")");
                assertThat(browser.run(SEEN).asText())
                        .contains("Not live: the receiver does not answer.", "as of 04:00:00 (UTC)")
                        .contains("Whether it scales is not known.", "See that the receiver runs");
                picture("GONE-30-" + screen[0] + (dark ? "-dark" : ""));
            }
        }
        browser.run("scrollTo(0, 0)");
        documented("page-gone-phone-dark");
        assertThat(browser.run("return getComputedStyle(document.querySelector('main')).filter")
                        .asText())
                .contains("grayscale");
        Thread.sleep(1_100); // a tick of the page's own clock
        assertThat(browser.run(TIMES).asText()).isEqualTo(told);
    }

    /** Who has a token that was taken away is told so, and that Headroom goes on. */
    @Test
    void aTokenThatWasRotatedIsAskedForAndWhatIsBehindItIsNotLive() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), "first");
        AtomicReference<Instant> clock = new AtomicReference<>(Site.NOW);
        try (Site site = new Site(Tokens.from(file, clock::get), "first", new Scenes(State.WELL, 3))) {
            browser.look(360, 740, false);
            browser.reopen("http://127.0.0.1:" + site.port() + "/");
            Waiting.until("a token is asked for", () -> holds("document.querySelector('dialog[open] [name=token]')"));
            browser.press("first" + Key.ENTER);
            Waiting.until("it is live", () -> holds("document.getElementById('connection').textContent === 'live'"));
            Files.writeString(file, "second");
            clock.set(Site.NOW.plusSeconds(60));
            browser.run("document.querySelector('.rows button').click()");
            Waiting.until("it is asked for anew", () -> holds("document.querySelector('dialog[open] [name=token]')"));
            assertThat(browser.run(SEEN).asText())
                    .contains("not valid", "refused at 04:00:0", "Goes on scaling", "the token_file of the receiver");
            assertThat(stale()).isTrue();
            picture("TOKEN-3-360");
            browser.press("second" + Key.ENTER);
            Waiting.until("it is live again", () -> !stale());
        }
    }

    private static boolean stale() {
        return holds("document.body.classList.contains('stale')");
    }

    private static boolean holds(String expression) {
        return browser.run("return Boolean(" + expression + ")").asBoolean();
    }

    private static void picture(String name) throws IOException {
        if (WRITES) {
            Files.write(PICTURES.resolve(name + ".png"), browser.screenshot());
        }
    }

    /** One for the documentation. */
    private static void documented(String name) throws IOException {
        byte[] png = browser.screenshot();
        assertThat(png.length).isBetween(5_000, 300_000);
        Files.write((WRITES ? Distribution.ROOT.resolve("docs/images") : PICTURES).resolve(name + ".png"), png);
    }

    /** The eight states beside each other, as a phone shows them. */
    private static void sheet(Browser browser) throws IOException {
        if (!WRITES) {
            return;
        }
        String pictures = Stream.of(
                        "WELL-30",
                        "FAILED-30",
                        "BLIND-30",
                        "TARGET_GONE-30",
                        "GONE-30",
                        "TOKEN-3",
                        "FROZEN-30",
                        "ALERTS-30")
                .map(name -> "<img width=160 src=" + name + "-360.png>")
                .collect(Collectors.joining());
        Path page = Files.writeString(
                PICTURES.resolve("sheet.html"), "<body style='margin:0;line-height:0;overflow:hidden'>" + pictures);
        browser.look(640, 658, false);
        browser.reopen(page.toUri().toString());
        documented("page-states");
    }

    /** axe-core finds nothing, in light and in dark. */
    private static void accessible(String what) {
        for (boolean dark : List.of(false, true)) {
            browser.look(1440, 900, dark);
            assertThat(browser.violations())
                    .as(what + (dark ? ", dark" : ", light"))
                    .isEmpty();
        }
    }
}
