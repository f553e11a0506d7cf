package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.browser.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the page looks, wide and narrow, light and dark, and to whoever cannot see it. Its pictures are those of the
 * documentation; {@code -Dheadroom.write=true} puts them there.
 */
class PageLooksIT {
    private static final Path PICTURES =
            Boolean.getBoolean("headroom.write") ? Distribution.ROOT.resolve("docs/images") : Path.of("target/page");
    private static final String OPEN = "#/?open=worker-llm+app";
    private static final List<String> VIEWS = List.of(OPEN, "#/history", "#/decision/1");

    @TempDir
    static Path folder;

    private static OpenPage page;

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(Browser.program().isPresent(), "needs chromium and chromium-driver");
        Files.createDirectories(PICTURES);
        page = OpenPage.start(folder);
        Waiting.until("worker-rl has been judged", () -> page.http.answers("/api/v1/services/worker-rl/explanation"));
        page.http.post("/webhook", Notification.firing("LLMQueueBuildup", 1, "queue_length"));
        Waiting.until(
                "worker-llm waits for its cooldown",
                () -> page.http
                        .get("/api/v1/services/worker-llm/explanation")
                        .path("reason")
                        .asText()
                        .equals("cooldown"));
        page.browser.look(1280, 900, false);
        page.show(OPEN);
        page.until("document.querySelector('.card')");
        page.browser.click("[data-service=app] [data-action=pin]");
        page.fill("replicas", "3");
        page.fill("owner", "ana");
        page.fill("reason", "newsletter" + Key.ENTER);
        page.browser.click("dialog [data-confirm]");
        page.until("document.querySelector('[data-service=app] .override')");
    }

    @AfterAll
    static void close() {
        if (page != null) {
            page.close();
        }
    }

    @BeforeEach
    void wide() {
        page.browser.look(1280, 900, false);
    }

    @Test
    void nothingSeriousIsFoundByAxe() {
        for (boolean dark : List.of(false, true)) {
            page.browser.look(1280, 800, dark);
            for (String view : VIEWS) {
                show(view);
                assertThat(serious()).as("%s, dark %s", view, dark).isEmpty();
            }
        }
        page.browser.look(360, 800, true);
        show(OPEN);
        assertThat(serious()).as("on a phone").isEmpty();
    }

    @Test
    void neitherIsItInAnOrder() {
        show(OPEN);
        page.browser.click("[data-service=worker-llm] summary");
        page.browser.click("[data-service=worker-llm] [data-action=hold_up]");
        assertThat(serious()).isEmpty();
        page.fill("owner", "ana");
        page.fill("reason", "x" + Key.ENTER);
        page.until("document.activeElement.matches('.meaning')");
        assertThat(serious()).isEmpty();
    }

    @Test
    void aPhoneShowsAllOfItWithoutScrollingSideways() {
        page.browser.look(360, 740, false);
        for (String view : VIEWS) {
            show(view);
            page.browser.run("document.querySelectorAll('details').forEach(details => { details.open = true; })");
            assertThat(page.browser
                            .run("return document.documentElement.scrollWidth")
                            .asInt())
                    .as(view)
                    .isLessThanOrEqualTo(360);
            assertThat(page.browser
                            .run("return [...document.querySelectorAll('button, select, input')]"
                                    + ".filter(field => field.offsetParent && field.offsetHeight < 36).length")
                            .asInt())
                    .as("controls too small for a finger")
                    .isZero();
        }
    }

    @Test
    void darkIsDarkAndLightIsLight() {
        page.browser.look(1280, 900, true);
        show(OPEN);
        assertThat(background()).isEqualTo("rgb(20, 23, 27)");
        page.browser.look(1280, 900, false);
        assertThat(background()).isEqualTo("rgb(245, 246, 248)");
    }

    @Test
    void pictures() throws IOException {
        page.browser.look(900, 760, false);
        show("#/?open=worker-llm");
        page.browser.run("document.querySelector('.card').parentElement.scrollIntoView()");
        picture("page-card");
        page.browser.look(900, 640, true);
        show("#/decision/" + scaled());
        picture("page-decision-dark");
    }

    private static long scaled() {
        for (JsonNode line : page.http.get("/api/v1/decisions?service=worker-llm")) {
            if (line.path("outcome").asText().equals("scale")) {
                return line.path("id").asLong();
            }
        }
        throw new AssertionError("worker-llm was never scaled");
    }

    private static void show(String view) {
        page.show(view);
        page.until(
                view.startsWith("#/?")
                        ? "document.querySelector('.chart path.desired')?.getAttribute('d').length > 99"
                        : "document.querySelector('main tbody tr, main dl')");
    }

    private static void picture(String name) throws IOException {
        byte[] png = page.browser.screenshot();
        assertThat(png.length).isBetween(5_000, 200_000);
        Files.write(PICTURES.resolve(name + ".png"), png);
    }

    private static String background() {
        return page.browser
                .run("return getComputedStyle(document.body).backgroundColor")
                .asText();
    }

    /** What axe finds that is serious or worse, with the first place of each. */
    private static List<String> serious() {
        List<String> found = new ArrayList<>();
        for (JsonNode violation : page.browser.violations()) {
            if (List.of("serious", "critical").contains(violation.path("impact").asText())) {
                found.add(violation.path("id").asText() + ": "
                        + violation.path("nodes").path(0).path("failureSummary").asText() + " at "
                        + violation.path("nodes").path(0).path("html").asText());
            }
        }
        return found;
    }
}
