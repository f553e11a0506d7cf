package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row 27: a request of one byte a second, wherever it is slow; and that a slow answer is not taken for one. */
@Timeout(60)
class SlowClientsIT {

    private static final String START = "POST /webhook HTTP/1.1\r\nHost: localhost\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final List<String> HEADS = List.of(
            "",
            "POST /web",
            START + "X: ",
            START + JSON + "Content-Length: 1000\r\n\r\n{",
            START + JSON + "Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n",
            START + JSON + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n{");

    @Test
    void row27OneByteASecondIsClosedWithinTenSeconds() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        try (Site site = new Site(Tokens.open(), "")) {
            List<Future<Long>> ends = new ArrayList<>();
            for (String head : HEADS) {
                ends.add(pool.submit(() -> millisUntilClosed(site, head, Duration.ofSeconds(1), pool)));
            }
            for (int i = 0; i < HEADS.size(); i++) {
                assertThat(ends.get(i).get()).as(HEADS.get(i)).isBetween(5_000L, 10_000L);
            }
            assertThat(site.post(Bodies.of()).status()).isEqualTo(200);
        } finally {
            pool.shutdownNow();
        }
    }

    /** A byte is on its way at nearly every instant, so also at the one at which the time is up. */
    @Test
    void aByteThatComesAsTheTimeIsUpGivesNoMoreTime() throws Exception {
        String head = START + JSON + "Content-Length: 1000000\r\n\r\n{";
        ExecutorService pool = Executors.newCachedThreadPool();
        try (Site site = new Site(Tokens.open(), "")) {
            List<Future<Long>> ends = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                ends.add(pool.submit(() -> millisUntilClosed(site, head, Duration.ofMillis(2), pool)));
            }
            for (Future<Long> end : ends) {
                assertThat(end.get()).isBetween(5_000L, 10_000L);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aStoreThatTakesLongerThanARequestMayIsStillAnswered() throws IOException {
        Views slow = FixedViews.empty(() -> {
            pause(9_000);
            return List.of();
        });
        try (Site site = new Site(Tokens.open(), "", slow)) {
            assertThat(site.get("/api/v1/alerts").status()).isEqualTo(200);
        }
    }

    private static long millisUntilClosed(Site site, String head, Duration drip, ExecutorService pool)
            throws IOException {
        long start = System.nanoTime();
        try (Socket socket = Raw.connect(site.port())) {
            socket.getOutputStream().write(Raw.bytes(head));
            Callable<Void> drips = () -> {
                while (true) {
                    Thread.sleep(drip.toMillis());
                    socket.getOutputStream().write('a');
                }
            };
            pool.submit(drips);
            Raw.readAll(socket);
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
