package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.web.HttpServer;
import dev.headroom.receiver.web.WaitingRoom;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To whom the server listens: a browser that another site's page has led here says that site's name. */
@Timeout(60)
class FrontTest {
    @TempDir
    private Path folder;

    private HttpServer server(String more) throws IOException {
        Path file = Files.writeString(folder.resolve("headroom.yml"), "listen: 127.0.0.1:0\n" + more);
        HeadroomConfig config = HeadroomFile.read(file);
        return Front.server(
                        config,
                        InstantSource.system(),
                        List.of(
                                new WaitingRoom(() -> "waits"),
                                routes -> routes.patch("/api/own", ctx -> ctx.result("own"))))
                .start();
    }

    private static String answer(HttpServer server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String status(HttpServer server, String line, String host) throws IOException {
        return answer(server, line + " HTTP/1.1\r\nHost: " + host + "\r\n").substring(9, 12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /healthz",
                "GET /readyz",
                "GET /metrics",
                "GET /api/v1/overview",
                "POST /webhook",
                "PUT /api/v1/services/app/override",
                "DELETE /api/v1/services/app/override",
                "PATCH /api/own",
                "HEAD /healthz",
                "OPTIONS /webhook",
                "GET /nothing"
            })
    void whereNobodyIsAskedWhoHeIsAnotherSitesNameIsRefusedOnEveryRoute(String line) throws IOException {
        try (HttpServer server = server("")) {
            assertThat(status(server, line, "evil.example:" + server.port())).isEqualTo("403");
            assertThat(status(server, line, "127.0.0.1:" + server.port())).isNotEqualTo("403");
        }
    }

    @Test
    void theRefusalSaysWhatHelps() throws IOException {
        try (HttpServer server = server("")) {
            assertThat(answer(server, "GET /readyz HTTP/1.1\r\nHost: evil.example\r\n"))
                    .contains("another name", "hosts: [NAME]", "token_file")
                    .doesNotContain("evil");
        }
    }

    @Test
    void namesOfItsOwnAreKnown() throws IOException {
        try (HttpServer server = server("hosts: [Scaler.Example]\nadvertise: http://node-1:9095\n")) {
            assertThat(status(server, "GET /healthz", "scaler.example")).isEqualTo("200");
            assertThat(status(server, "GET /healthz", "NODE-1:9095")).isEqualTo("200");
            assertThat(status(server, "GET /healthz", "localhost")).isEqualTo("200");
            assertThat(status(server, "GET /healthz", "node-2")).isEqualTo("403");
        }
    }

    @Test
    void whoAsksForATokenIsKnownUnderEveryName() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "sesame\n");
        try (HttpServer server = server("token_file: " + token + "\n")) {
            assertThat(status(server, "GET /healthz", "headroom.example")).isEqualTo("200");
        }
    }

    @Test
    void aRequestWithoutHostIsRefusedOrOfABrowserNever() throws IOException {
        try (HttpServer server = server("")) {
            assertThat(answer(server, "GET /healthz HTTP/1.1\r\n")).startsWith("HTTP/1.1 400");
            assertThat(answer(server, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n"))
                    .startsWith("HTTP/1.1 400");
            assertThat(answer(server, "GET http://evil/healthz HTTP/1.1\r\nHost: localhost\r\n"))
                    .startsWith("HTTP/1.1 4");
            assertThat(answer(server, "GET /healthz HTTP/1.0\r\n")).startsWith("HTTP/1.1 200");
        }
    }
}
