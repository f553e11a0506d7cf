package dev.headroom.receiver.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.browser.Browser;
import java.nio.file.Path;

/** The page of a site in a browser, as its reader sees it. */
final class Screen implements AutoCloseable {

    /** All text that is within the window and under nothing else. */
    private static final String SEEN = """
            const seen = [];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode());) {
              const range = document.createRange();
              range.selectNodeContents(node);
              const { top, bottom, left, right, width } = range.getBoundingClientRect();
              if (width < 2 || top < 0 || bottom > innerHeight || left < 0 || right > innerWidth + 1) continue;
              const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              if (hit && (hit.contains(node) || node.parentNode.contains(hit))) seen.push(node.data);
            }
            return seen.join(' ').replace(/\\s+/g, ' ');
            """;

    final Browser browser;

    Screen(Path folder) {
        browser = Browser.start(folder);
    }

    /** Shows a view of the page anew, when its services are there. */
    void open(Site site, String view) {
        browser.reopen("http://127.0.0.1:" + site.port() + "/" + view);
        until("document.querySelector('.rows > li')");
    }

    /** What is within the window. */
    String seen() {
        return browser.run(SEEN).asText();
    }

    /** By how many pixels it is too wide. */
    int sideways() {
        return browser.run("return document.documentElement.scrollWidth - innerWidth")
                .asInt();
    }

    /** All that is read of the first element of a selector; empty where there is none. */
    String text(String selector) {
        return browser.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector)
                .asText();
    }

    boolean holds(String expression) {
        return browser.run("return Boolean(" + expression + ")").asBoolean();
    }

    /** Waits in the page, which looks again as soon as it may, at most 20 seconds. */
    void until(String expression) {
        JsonNode came = browser.run("""
                const end = Date.now() + 20_000;
                return new Promise(done => {
                  const look = () => (%s) ? done(true) : Date.now() > end ? done(false) : setTimeout(look, 20);
                  look();
                });
                """.formatted(expression));
        if (!came.asBoolean()) {
            throw new AssertionError("not within 20 s: " + expression + " in: " + text("body"));
        }
    }

    /** Whether all that is shown is told to be old. */
    boolean stale() {
        return holds("document.body.classList.contains('stale')");
    }

    /** Notes from now on in {@code aloud} whatever a screen reader would read without being asked. */
    void listen() {
        browser.run("""
                window.aloud = [];
                for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live=polite]'))
                  new MutationObserver(() => aloud.push(region.textContent))
                    .observe(region, { subtree: true, childList: true, characterData: true });
                """);
    }

    /** All times on the page. */
    String times() {
        return browser.run("return [...document.querySelectorAll('time')].map(time => time.textContent).join('; ')")
                .asText();
    }

    @Override
    public void close() {
        browser.close();
    }
}
