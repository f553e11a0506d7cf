package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.ManualScale.Ask;
import dev.headroom.receiver.web.Scenes.State;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Search, history, chart and orders of the page, over services and a history that are made up. */
class PageViewsIT {
    @TempDir
    static Path folder;

    private static Screen screen;

    @BeforeAll
    static void open() {
        assumeTrue(Browser.program().isPresent(), "needs chromium and chromium-driver");
        screen = new Screen(folder);
    }

    @AfterAll
    static void close() {
        if (screen != null) {
            screen.close();
        }
    }

    @Test
    void whatIsSearchedForStandsInTheAddress() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.ALERTS, 100))) {
            screen.browser.look(1440, 900, false);
            screen.open(site, "");
            screen.browser.run("document.querySelector('[name=q]').focus()");
            screen.browser.press("worker-llm-28");
            assertThat(screen.seen())
                    .contains(
                            "1 of 100 services.",
                            "At work (1)",
                            "Firing alerts (1)",
                            "More than 100 requests of worker-llm-28 wait")
                    .doesNotContain("Watchdog", "app-0");
            screen.browser.click("[data-service=worker-llm-28] button");
            String address = "#/?q=worker-llm-28&open=worker-llm-28";
            assertThat(screen.browser.run("return location.hash").asText()).isEqualTo(address);
            screen.open(site, address);
            assertThat(screen.text("main"))
                    .contains("1 of 100 services.", "History of worker-llm-28")
                    .containsPattern("The refusal ends at 04:03:20, in [0-9a-z ]+; an alert may ask at any time\\.");
            screen.browser.click("[role=status] a");
            screen.until("location.hash === '#/history?q=worker-llm-28' && document.querySelector('main tbody tr')");
            assertThat(screen.browser
                            .run(
                                    "return [...document.querySelectorAll('main tbody tr')].every(row => row.innerText.includes('worker-llm-28'))")
                            .asBoolean())
                    .isTrue();
        }
    }

    /** On the page as in the receiver's own sentences; programs are told UTC, to the millisecond. */
    @Test
    void peopleAreToldTimesInThePolicysZone() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.FROZEN, 3))) {
            site.zone = ZoneId.of("Asia/Seoul");
            screen.open(site, "#/?open=worker-rl-2");
            assertThat(screen.text("main"))
                    .contains(
                            "times in Asia/Seoul.",
                            "since 12:47:26",
                            "freeze until 14:00:30 by ana",
                            "ends at 14:00:30");
            assertThat(screen.text("main")).doesNotContain("04:00:", "05:00:30");
            assertThat(site.get("/api/v1/services/worker-rl-2").body())
                    .contains("\"expires\":\"2026-11-24T05:00:30.123Z\"");
        }
    }

    /** Java names it so; a browser wants the offset alone. */
    @Test
    void aZoneMayBeAnOffset() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.FROZEN, 3))) {
            site.zone = ZoneId.of("GMT+9");
            screen.open(site, "#/?open=worker-rl-2");
            assertThat(screen.text("main")).contains("times in GMT+09:00.", "since 12:47:26", "ends at 14:00:30");
        }
    }

    /** As where the browser is years older than the zone. */
    @Test
    void whereTheBrowserKnowsNoSuchZoneItSaysSo() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.FROZEN, 3))) {
            screen.open(site, "");
            assertThat(screen.browser.run("""
                                    const times = await import('/page/times.js');
                                    times.set('2026-11-24T04:00:00Z', 'Mars/Olympus');
                                    return times.zoneName() + times.clock('2026-11-24T03:00:00Z');
                                    """).asText())
                    .isEqualTo("UTC, for this browser does not know Mars/Olympus03:00:00");
        }
    }

    @Test
    void aHistoryOfWhichNothingIsNewIsNotReadAgain() throws IOException {
        Scenes scenes = new Scenes(State.WELL, 3);
        try (Site site = new Site(Tokens.open(), "", scenes)) {
            screen.browser.reopen("http://127.0.0.1:" + site.port() + "/#/history");
            screen.until("document.querySelector('main tbody tr')");
            scenes.become(State.BLIND);
            site.changes.changed();
            screen.until("document.title === 'Headroom: needs a look'");
            assertThat(
                            screen.holds(
                                    "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/decisions')).length === 1"))
                    .isTrue();
        }
    }

    @Test
    void whoReadOnlyAPartOfTheHistoryDoesNotSpeakOfAll() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.WELL, 3))) {
            screen.browser.reopen("http://127.0.0.1:" + site.port() + "/#/history?kind=failed");
            screen.until("document.querySelector('main').innerText.includes('Nothing of this kind')");
            assertThat(screen.text("main"))
                    .contains("Nothing of this kind among the newest 1,991 decisions, back to 01:1")
                    .contains("Older ones");
            screen.browser.reopen("http://127.0.0.1:" + site.port() + "/#/history?before=2026-11-23T23:00");
            screen.until("document.querySelector('main tbody tr')");
            assertThat(screen.text("main tbody")).contains("2026-11-23 22:59:55, ");
        }
    }

    @Test
    void eightMinutesAreShownAsTenAndNotAsADayAndReadAgainOnAChange() throws IOException {
        Scenes scenes = new Scenes(State.WELL, 3);
        try (Site site = new Site(Tokens.open(), "", scenes)) {
            screen.open(site, "#/?open=app-0");
            screen.until("document.querySelector('.chart path.desired').getAttribute('d').startsWith('M96.0 ')");
            assertThat(screen.text(".axis")).contains("10 min ago", "03:55", "04:00");
            scenes.become(State.TARGET_GONE);
            site.changes.changed();
            screen.until(
                    "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/replicas')).length === 2");
        }
    }

    /** An evaluation judges all services at one moment, and each changed judgement is a line. */
    @ParameterizedTest
    @CsvSource({"300, 03:59:10", "600, 03:59:15"})
    void aHistoryOfManyLinesOfOneMomentIsReadOn(int atOnce, String back) throws IOException {
        Scenes scenes = new Scenes(State.WELL, 3);
        scenes.atOnce = atOnce;
        try (Site site = new Site(Tokens.open(), "", scenes)) {
            screen.browser.reopen("http://127.0.0.1:" + site.port() + "/#/history?kind=failed");
            screen.until("document.querySelector('main').innerText.includes('Nothing of this kind')");
            assertThat(screen.text("main")).contains("back to " + back);
        }
    }

    /** "24 h ago" stands beside them: a date with each would not fit on a phone. */
    @Test
    void aChartThatBeganYesterdayHasHoursOnItsAxis() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.WELL, 3))) {
            screen.open(site, "");
            assertThat(screen.browser.run("""
                                    const [{ chart }, { now }] = await Promise.all([import('/page/chart.js'), import('/page/times.js')]);
                                    const service = { service: 'app', desired: 3, ready: 3, min: 1, max: 5, floor: 1 };
                                    const drawn = chart(service, [[now() / 1000 - 80000, 3, 3, 1, 5, 1]]);
                                    return [...drawn.querySelectorAll('.axis span')].map(({ textContent }) => textContent);
                                    """).toString())
                    .isEqualTo("[\"24 h ago\",\"10:00\",\"16:00\",\"22:00\",\"04:00\"]");
        }
    }

    /** On a phone, where nothing of it makes the page wider. */
    @Test
    void whoSleepsIsToldAndIsWokenByAPerson() throws IOException {
        FixedViews views = new FixedViews(List.of(ApiTest.BUSY, ApiTest.IDLE), List.of(), List::of, List.of());
        try (Site site = new Site(Tokens.open(), "", views)) {
            screen.browser.look(360, 740, false);
            screen.open(site, "#/?open=worker-llm+app");
            assertThat(screen.text("[data-service=worker-llm] .line")).contains("2 of 3 ready, 2 asleep, 1 waking");
            assertThat(screen.text("[data-service=app] .line"))
                    .contains("2 of 2 ready")
                    .doesNotContain("asleep");
            assertThat(screen.text("[data-service=worker-llm] .card"))
                    .contains("Standby: asleep: worker-llm-4 since 13:02:00, worker-llm-5; an up wakes first");
            assertThat(screen.sideways()).isZero();
            assertThat(screen.holds("document.querySelector('[data-service=app] [data-action=wake]').hidden"))
                    .as("none of app can sleep")
                    .isTrue();
            screen.browser.click("[data-service=worker-llm] [data-action=wake]");
            assertThat(screen.text("dialog")).contains("It stays in force, and may refuse this: the hold down by ana");
            screen.browser.run(
                    "document.querySelector('dialog [name=owner]').value = 'bob'; document.querySelector('dialog [name=reason]').value = 'demo'");
            screen.browser.click("dialog form .main");
            assertThat(screen.text("dialog"))
                    .contains("1 of worker-llm that sleep are woken once, and none is started.");
            screen.browser.click("dialog [data-confirm]");
            screen.until("!document.querySelector('dialog')");
            assertThat(site.ordered).containsExactly(new ManualScale("worker-llm", Ask.WAKE, 1, "bob", "demo"));
        }
    }

    @Test
    void whatAnOrderReplacesIsNamedWithItsAuthorAndReason() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.FROZEN, 3))) {
            screen.open(site, "#/?open=worker-rl-2");
            assertThat(screen.text("[data-service=worker-rl-2]"))
                    .as("once, in the card")
                    .containsOnlyOnce("You: Ask ana.");
            screen.browser.click("[data-service=worker-rl-2] [data-action=pin]");
            assertThat(screen.text("dialog"))
                    .contains(
                            "This replaces: the freeze by ana: incident 4711, do not touch",
                            "It would end at 05:00:30",
                            "it does not come back");
            screen.browser.run(
                    "document.querySelector('dialog [name=owner]').value = 'bob'; document.querySelector('dialog [name=reason]').value = 'sale'");
            screen.browser.click("dialog form .main");
            screen.browser.look(360, 740, false);
            new Album(screen.browser).publish("page-phone-order");
            screen.browser.click("dialog [data-confirm]");
            screen.until("!document.querySelector('dialog')");
            assertThat(site.ordered).singleElement().asString().contains("PIN", "bob");
            screen.browser.click("[data-service=worker-rl-2] [data-action=release]");
            assertThat(screen.text("dialog")).contains("This ends: the freeze by ana");
        }
    }
}
