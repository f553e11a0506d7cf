package dev.headroom.receiver.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.webhook.Tokens;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What the page is made of; how it looks and works is for {@code PageIT}. */
class PageTest {

    private static final int MOST_BYTES = 120_000;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Path SOURCES = Path.of("src/main/resources/dev/headroom/receiver/web/page");
    private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");

    /** What would turn text into markup or code. */
    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|srcdoc|createContextualFragment|DOMParser"
                    + "|\\beval\\b|new Function|javascript:|\\.style\\b|setAttribute\\('style|cssText");

    @Test
    void itsFirstScreenOfAHundredServicesWeighsLessThanAHundredAndTwentyKilobytes() throws Exception {
        try (Site site = new Site(Tokens.open(), "", new Scenes(Scenes.State.WELL, 100))) {
            int weight = asked(site, "/api/v1/overview", "gzip, deflate, br").body().length
                    + asked(site, "/", "gzip, deflate, br").body().length;
            for (String name : others()) {
                weight += asked(site, "/page/" + name, "gzip, deflate, br").body().length;
            }
            assertThat(weight).isBetween(10_000, MOST_BYTES);
        }
    }

    @Test
    void whoTakesGzipGetsIt() throws Exception {
        byte[] plain = Page.bytes("main.js");
        try (Site site = new Site(Tokens.open(), "")) {
            for (String takes : List.of("gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1", "deflate, gzip")) {
                HttpResponse<byte[]> answer = asked(site, "/page/main.js", takes);
                assertThat(answer.headers().firstValue("Content-Encoding"))
                        .as(takes)
                        .hasValue("gzip");
                assertThat(answer.headers().firstValue("Vary")).hasValue("Accept-Encoding");
                assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())))
                        .hasBinaryContent(plain);
            }
            assertThat(asked(site, "/api/v1/overview", "gzip").headers().firstValue("Content-Encoding"))
                    .as("what holds data is never packed")
                    .isEmpty();
            for (String not : List.of("identity", "gzip;q=0", "gzip; q=0.0, br", "xgzipx")) {
                HttpResponse<byte[]> answer = asked(site, "/page/main.js", not);
                assertThat(answer.headers().firstValue("Content-Encoding"))
                        .as(not)
                        .isEmpty();
                assertThat(answer.body()).isEqualTo(plain);
            }
        }
    }

    private static HttpResponse<byte[]> asked(Site site, String path, String encodings) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + path))
                .header("Accept-Encoding", encodings)
                .build();
        HttpResponse<byte[]> answer = CLIENT.send(request, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer;
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
