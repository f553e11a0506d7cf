package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpServerTest {

    private static final byte[] GET = Raw.bytes("GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    @Test
    void aPortInUseIsSaidInWords() {
        try (HttpServer first = new HttpServer("127.0.0.1", 0, List.of()).start()) {
            HttpServer second = new HttpServer("127.0.0.1", first.port(), List.of());
            assertThatThrownBy(second::start)
                    .isInstanceOf(BindFailedException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + first.port() + "; it is in use");
        }
    }

    @Test
    void aStopWaitsForTheRequestInFlight() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        HttpServer server = new HttpServer(
                        "127.0.0.1",
                        0,
                        List.of(routes -> routes.get("/slow", ctx -> {
                            began.countDown();
                            Thread.sleep(500);
                            ctx.result("done");
                        })))
                .start();
        int port = server.port();
        CompletableFuture<Raw.Answer> answer = CompletableFuture.supplyAsync(() -> send(port));
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();

        server.close();

        assertThat(answer.get().body()).contains("done");
    }

    private static Raw.Answer send(int port) {
        try {
            return Raw.send(port, GET);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
