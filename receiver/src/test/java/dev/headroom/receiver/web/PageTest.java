package dev.headroom.receiver.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page is made of; how it looks and works is for {@code PageIT}. */
class PageTest {

    private static final int MOST_BYTES = 120_000;
    private static final Path SOURCES = Path.of("src/main/resources/dev/headroom/receiver/web/page");
    private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");

    /** What would turn text into markup or code. */
    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|srcdoc|createContextualFragment|DOMParser"
                    + "|\\beval\\b|new Function|javascript:|\\.style\\b|setAttribute\\('style|cssText");

    @Test
    void allOfItWeighsLessThanAHundredAndTwentyKilobytes() {
        int weight =
                Page.FILES.stream().mapToInt(name -> Page.bytes(name).length).sum();

        assertThat(weight).isBetween(10_000, MOST_BYTES);
    }

    @Test
    void everyFileIsServedWithoutATokenAndAsWhatItIs() throws IOException {
        try (Site site = new Site(Tokens.open(), "")) {
            assertThat(site.get("/").header("Content-Type")).startsWith("text/html");
            for (String name : others()) {
                Raw.Answer answer = site.get("/page/" + name);
                assertThat(answer.status()).as(name).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(text(name));
                assertThat(answer.header("Content-Type"))
                        .startsWith(
                                name.endsWith(".js")
                                        ? "text/javascript"
                                        : name.endsWith(".css") ? "text/css" : "image/svg");
            }
            assertThat(site.get("/page/nothing.js").status()).isEqualTo(404);
            assertThat(site.get("/page/../Page.class").status()).isNotEqualTo(200);
        }
    }

    @Test
    void everyFileIsUsedAndNoneIsMissing() throws IOException {
        Set<String> used = new TreeSet<>(Set.of("index.html", "page.css", "icon.svg", "main.js"));
        Page.FILES.forEach(name -> IMPORT.matcher(text(name)).results().forEach(found -> used.add(found.group(1))));

        assertThat(Page.FILES).containsExactlyInAnyOrderElementsOf(used);
        try (Stream<Path> files = Files.list(SOURCES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Page.FILES);
        }
    }

    @Test
    void nothingComesFromElsewhere() {
        for (String name : Page.FILES) {
            String own = text(name).replace("http://www.w3.org/2000/svg", "");
            assertThat(own).as(name).doesNotContain("http:", "https:", "'//", "\"//", "@import", "url(");
        }
    }

    @Test
    void noTextCanBecomeMarkup() {
        for (String name : others()) {
            assertThat(MARKUP.matcher(text(name)).results().map(found -> found.group()))
                    .as(name)
                    .isEmpty();
        }
        assertThat(text("index.html")).doesNotContain("style=", "onclick", "<script>");
    }

    @Test
    void itsPolicyAllowsItsOwnFilesOnly() throws IOException {
        try (Site site = new Site(Tokens.open(), "")) {
            assertThat(site.get("/").header("Content-Security-Policy"))
                    .isEqualTo(
                            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
                                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        }
    }

    private static Set<String> others() {
        return Page.FILES.stream().filter(name -> !name.equals("index.html")).collect(Collectors.toSet());
    }

    private static String text(String name) {
        return new String(Page.bytes(name), UTF_8);
    }
}
