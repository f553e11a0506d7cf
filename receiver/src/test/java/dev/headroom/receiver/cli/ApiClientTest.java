package dev.headroom.receiver.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is told of receivers that do not answer as was hoped. */
class ApiClientTest {
    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    @TempDir
    private Path folder;

    private static String err(int exit, String... typed) {
        StringWriter err = new StringWriter();
        assertThat(Main.commandLine(typed).setErr(new PrintWriter(err)).execute(typed))
                .as(err.toString())
                .isEqualTo(exit);
        return err.toString();
    }

    @Test
    void whoHasNoTokenIsToldByWhichOptionToNameIt() throws IOException {
        SERVER.stubFor(any(anyUrl())
                .willReturn(aResponse().withStatus(401).withBody("{\"error\": \"no\", \"remedy\": \"a header\"}")));
        String url = SERVER.baseUrl();
        Path old = Files.writeString(folder.resolve("old"), "of-last-year");
        String missing = folder.resolve("missing").toString();

        assertThat(err(1, "status", "--url", url))
                .isEqualTo("headroom: the receiver at " + url + " asks for a token;"
                        + " name the file of one of its tokens by --token-file, or as token_file in headroom.yml\n");
        assertThat(err(1, "status", "--url", url, "--token-file", old.toString()))
                .contains("does not take the first token of " + old)
                .doesNotContain("of-last-year");
        assertThat(err(2, "status", "--url", url, "--token-file", missing))
                .contains("there is no token file " + missing);
    }

    @Test
    void aReceiverMayBeBelowAPath() {
        SERVER.stubFor(any(urlPathEqualTo("/scaling/api/v1/services/app/override"))
                .willReturn(okJson("{\"sentence\": \"app: released\"}")));

        assertThat(err(0, "release", "app", "--url", SERVER.baseUrl() + "/scaling/"))
                .isEmpty();
    }
}
