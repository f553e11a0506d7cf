package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.browser.Key;
import dev.headroom.receiver.web.Scenes.State;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the first screen says in each state that a person may find at night, with few services and with many, on a desk and on
 * a phone, light and dark: what is wrong, since when, what Headroom does about it, what a person can do. One page is followed
 * from state to state, as it would be in such a night.
 */
class PageStatesIT {
    private static final int[][] SCREENS = {{1440, 900}, {800, 900}, {360, 740}};

    /** Where axe looks, too, of each state: contrast and names are the same in every size and for every number of services. */
    private static final Set<String> AXE = Set.of("3-1440", "3-360-dark");

    @TempDir
    static Path folder;

    private static Screen screen;
    private static Album album;
    private final List<String> faults = new ArrayList<>();

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(Browser.program().isPresent(), "needs chromium and chromium-driver");
        screen = new Screen(folder);
        album = new Album(screen.browser);
    }

    @AfterAll
    static void close() throws IOException {
        if (screen != null) {
            try (Screen closing = screen) {
                album.finish();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 30, 100})
    void theFirstScreenTellsItAll(int count) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens-" + count), "first");
        AtomicReference<Instant> clock = new AtomicReference<>(Site.NOW);
        Scenes scenes = new Scenes(State.WELL, count);
        try (Site site = new Site(Tokens.from(file, clock::get), "first", scenes)) {
            screen.browser.reopen("http://127.0.0.1:" + site.port() + "/");
            enter("first");
            screen.until("document.querySelectorAll('.rows > li').length === " + count);
            for (State state : State.values()) {
                scenes.become(state);
                site.changes.changed();
                screen.until(
                        "document.body.textContent.includes('" + Facts.of(state).wrong() + "')");
                looks(state + "-" + count, Facts.of(state));
                if (count == 30 && state == State.FAILED) {
                    screen.browser.look(1180, 620, false);
                    album.publish("page");
                }
            }
            Files.writeString(file, "second");
            clock.set(Site.NOW.plusSeconds(60));
            site.changes.changed();
            screen.until("document.querySelector('dialog[open] [name=token]')");
            assertThat(screen.stale()).isTrue();
            assertThat(screen.text("#away"))
                    .contains("the token is not valid any more")
                    .doesNotContain("not known");
            looks("ROTATED-" + count, Facts.ROTATED);
            enter("second");
            screen.until("!document.body.classList.contains('stale')");
        }
        screen.until("document.body.classList.contains('stale')");
        looks("GONE-" + count, Facts.GONE);
        assertThat(faults).isEmpty();
    }

    private static void enter(String token) {
        screen.until("document.querySelector('dialog[open] [name=token]')");
        screen.browser.press(token + Key.ENTER);
    }

    /** Looks at it in every size and colour. */
    private void looks(String state, Facts facts) throws IOException {
        for (boolean dark : List.of(false, true)) {
            for (int[] size : SCREENS) {
                screen.browser.look(size[0], size[1], dark);
                String name = state + "-" + size[0] + (dark ? "-dark" : "");
                facts.missingIn(screen.seen()).forEach(fact -> faults.add(name + " lacks: " + fact));
                if (screen.sideways() > 0) {
                    faults.add(name + " scrolls sideways");
                }
                if (AXE.contains(name.substring(name.indexOf('-') + 1))) {
                    screen.browser.violations().forEach(found -> faults.add(name + ": " + found));
                }
                album.take(name);
            }
        }
    }

    /** Its last word stays on the screen, and nothing of it counts on, wherever one has scrolled to. */
    @Test
    void aReceiverThatIsGoneLooksGone() throws IOException, InterruptedException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.ALERTS, 30))) {
            screen.browser.look(360, 740, true);
            screen.open(site, "#/?open=app-0");
            assertThat(screen.stale()).isFalse();
        }
        screen.until("document.body.classList.contains('stale')");
        String told = screen.times();
        assertThat(screen.browser.run("return document.title").asText()).isEqualTo("Headroom: not live");
        assertThat(told).contains("since 03:47:26", "at 04:03:20").doesNotContain("for ", " ago", ", in ");
        screen.browser.run("scrollTo(0, 400)");
        assertThat(screen.seen()).contains("Not live: the receiver does not answer.");
        assertThat(screen.browser
                        .run("return getComputedStyle(document.querySelector('main')).filter")
                        .asText())
                .contains("grayscale");
        Thread.sleep(1_100); // a tick of the page's own clock
        assertThat(screen.times()).isEqualTo(told);
    }

    @Test
    void aScreenReaderComesToTroubleFirst() throws IOException {
        try (Site site = new Site(Tokens.open(), "", new Scenes(State.FAILED, 3))) {
            screen.open(site, "");
            assertThat(screen.browser.outline())
                    .containsExactly(
                            "banner",
                            "navigation Views",
                            "main",
                            "region Summary",
                            "heading1 1 of 3 services needs a look: 1 failed.",
                            "region Needs a look",
                            "heading2 Needs a look (1)",
                            "region Firing alerts",
                            "heading2 Firing alerts (0)",
                            "region Latest decisions",
                            "heading2 Latest decisions",
                            "region Quiet",
                            "heading2 Quiet (2)");
        }
    }

    /** Neither a live region nor what has the focus says anything because a second has passed, or because nothing is new. */
    @Test
    void nothingIsReadAloudThatOnlyCounts() throws IOException {
        Scenes scenes = new Scenes(State.ALERTS, 3);
        try (Site site = new Site(Tokens.open(), "", scenes)) {
            screen.open(site, "#/?q=app&open=app-0");
            screen.until("document.getElementById('connection').textContent === 'live'");
            screen.listen();
            screen.browser.run("window.was = document.querySelector('.summary time').textContent;"
                    + "document.querySelector('h1').dataset.old = 'which the next update takes away'");
            screen.until("document.querySelector('.summary time').textContent !== was");
            site.changes.changed();
            screen.until("!document.querySelector('h1').dataset.old");
            assertThat(screen.holds("aloud.length")).isFalse();
            assertThat(
                            screen.holds(
                                    "document.querySelector('a time, button:not([aria-label]) time, summary:not([aria-label]) time')"))
                    .as("a name that counts")
                    .isFalse();
            scenes.become(State.BLIND);
            site.changes.changed();
            screen.until("aloud.length");
            assertThat(screen.text("#news")).isEqualTo("Blind: no alert changes a count.");
            screen.browser.run("const field = document.querySelector('[name=q]');"
                    + "field.value = ''; field.dispatchEvent(new Event('input'))");
            assertThat(screen.text("[aria-label='Firing alerts']"))
                    .contains("Firing alerts, as was heard last (0)", "Whether one fires is not known.");
        }
    }
}
