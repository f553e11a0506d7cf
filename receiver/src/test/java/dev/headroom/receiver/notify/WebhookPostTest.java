package dev.headroom.receiver.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class WebhookPostTest {
    @TempDir
    private Path folder;

    private final List<String> got = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 200;
    private Path file;
    private WebhookPost post;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/services/T0/S3CRET", exchange -> {
            got.add(exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        file = folder.resolve("slack");
        address("http://127.0.0.1:" + server.getAddress().getPort() + "/services/T0/S3CRET");
        post = new WebhookPost(new Secret("notify.url_file", file, Secret.Form.TOKEN), WebhookPost.calls());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void address(String line) throws IOException {
        Files.writeString(file, line + "\n");
    }

    @Test
    void theBodyArrivesAsJson() throws IOException {
        post.send(Map.of("text", "app goes from 2 to 3"));
        assertThat(got).containsExactly("application/json {\"text\":\"app goes from 2 to 3\"}");
    }

    @Test
    void whatIsNotTakenIsAFailureThatDoesNotShowTheAddress() {
        status = 410;
        assertThatThrownBy(() -> post.send(Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("127.0.0.1 (the address in " + file + ") answered 410");
        server.stop(0);
        assertThatThrownBy(() -> post.send(Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be reached")
                .hasMessageNotContaining("S3CRET");
    }

    @Test
    void theAddressIsReadAnewForEachMessage() throws IOException {
        String right = Files.readString(file).strip();
        address("ftp://example/S3CRET");
        assertThatThrownBy(() -> post.send(Map.of()))
                .hasMessage("notify.url_file: " + file + " must hold an http or https URL in its first line");
        address(right);
        post.send(Map.of());
        assertThat(got).hasSize(1);
    }
}
