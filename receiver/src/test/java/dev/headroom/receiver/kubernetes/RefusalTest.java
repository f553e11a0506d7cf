package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However a server goes away, the same is told of it. */
@Timeout(30)
class RefusalTest {
    private static final String GONE = "the connection was refused, or ended; check the network, and KUBECONFIG";

    @Test
    void nobodyListens() throws IOException {
        ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        door.close();
        assertThat(told(door.getLocalPort())).isEqualTo(GONE);
    }

    @Test
    void theConnectionEndsBeforeAnAnswer() throws IOException {
        assertThat(toldWhereItEnds(false)).isEqualTo(GONE);
    }

    @Test
    void theConnectionIsResetBeforeAnAnswer() throws IOException {
        assertThat(toldWhereItEnds(true)).isEqualTo(GONE);
    }

    /** As a client tells of it under load: what it did about the silence is below. */
    @Test
    void nobodyAnswersInTime() {
        IOException ended = new IOException("connection closed locally");
        Throwable late = new HttpTimeoutException("request timed out").initCause(ended);
        assertThat(Refusal.of(new IOException("request timed out", late)).inWords())
                .isEqualTo("nobody answered in time; check the network, and KUBECONFIG");
    }

    private static String toldWhereItEnds(boolean reset) throws IOException {
        try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> hangUp(door, reset));
            server.start();
            return told(door.getLocalPort());
        }
    }

    /** On everyone, once the request has come. */
    private static void hangUp(ServerSocket door, boolean reset) {
        while (!door.isClosed()) {
            try (Socket client = door.accept()) {
                client.getInputStream().read();
                client.setSoLinger(reset, 0);
                client.getInputStream().skip(client.getInputStream().available());
            } catch (IOException e) {
                // the door was closed
            }
        }
    }

    private static String told(int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api"))
                .build();
        return Refusal.of(catchThrowable(() -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString())))
                .inWords();
    }
}
