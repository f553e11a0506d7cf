package dev.headroom.clients.http;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class JavaTrustTest {
    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"))
            .build();

    private final JavaTrust trust = new JavaTrust();

    @Test
    void whoAsksOverPlainHttpReadsNoAuthorities() throws IOException, InterruptedException {
        SERVER.stubFor(get("/").willReturn(ok()));
        HttpClient client =
                HttpClient.newBuilder().sslContext(JavaTrust.context(trust)).build();
        URI plain = URI.create("http://127.0.0.1:" + SERVER.getPort() + "/");
        client.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.discarding());
        assertThat(trust.isLoaded()).isFalse();
        URI secret = URI.create("https://127.0.0.1:" + SERVER.getHttpsPort() + "/");
        assertThatThrownBy(() -> client.send(HttpRequest.newBuilder(secret).build(), BodyHandlers.discarding()))
                .as("its certificate is one that it made itself")
                .isInstanceOf(SSLException.class);
        assertThat(trust.isLoaded()).isTrue();
    }

    @Test
    void itBelievesWhomJavaBelieves() {
        assertThat(trust.getAcceptedIssuers()).hasSizeGreaterThan(10);
    }

    @Test
    void theCallsUseIt() {
        HttpCalls calls = new HttpCalls(1000);
        URI secret = URI.create("https://127.0.0.1:" + SERVER.getHttpsPort() + "/");
        assertThatThrownBy(() -> calls.json(secret, Duration.ofSeconds(20)))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(SSLException.class);
    }
}
