package dev.headroom.receiver.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.webhook.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The events, as a client on a socket reads them. */
@Timeout(60)
class LiveFeedTest {

    private final Site site = new Site(Tokens.open(), "");

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void theOverviewComesAtOnceAndAfterEachChange() throws IOException {
        try (Follower follower = new Follower(site.port())) {
            assertThat(follower.head()).contains("HTTP/1.1 200", "text/event-stream");
            assertThat(follower.event()).startsWith("event: overview\ndata: {\"now\":\"2026-11-24T04:00:00Z\"");
            long asked = System.nanoTime();
            site.changes.decided(Explanation.unknown("app", Site.NOW, "gone"));
            assertThat(follower.event()).startsWith("event: overview\n");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void theFirstOverviewIsMadeBeforeAnybodyAsks() throws InterruptedException {
        CountDownLatch made = new CountDownLatch(1);
        Supplier<Overview> overview = () -> {
            made.countDown();
            throw new StoreException("away");
        };
        try (LiveFeed feed = new LiveFeed(new Changes(), overview, Tokens.open())) {
            feed.start();
            assertThat(made.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void somethingComesAlsoWithoutAChange() throws IOException {
        try (Follower follower = new Follower(site.port())) {
            follower.head();
            for (int i = 0; i < 4; i++) { // longer than the server lets a connection be idle
                assertThat(follower.event()).startsWith("event: overview\n");
            }
        }
    }

    @Test
    void whoeverGoesAwayMakesRoom() throws IOException {
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            followers.add(new Follower(site.port()));
            assertThat(followers.get(i).head()).contains("200");
        }
        try (Follower tooMany = new Follower(site.port())) {
            assertThat(tooMany.head()).contains("503");
        }
        for (Follower follower : followers) {
            follower.close();
        }
        while (true) {
            try (Follower next = new Follower(site.port())) {
                if (next.head().contains("200")) {
                    return; // else the server has not noticed yet; the test is bounded as a whole
                }
            }
            site.changes.decided(Explanation.unknown("app", Site.NOW, "gone"));
        }
    }

    @Test
    void theEndOfTheServerEndsTheStreams() throws IOException {
        try (Follower follower = new Follower(site.port())) {
            follower.head();
            follower.event();
            site.close();
            String last = "";
            while (last != null) {
                last = follower.line();
            }
        }
    }

    @Test
    void aTokenThatWasTakenAwayEndsItsStream(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), "first");
        AtomicReference<Instant> clock = new AtomicReference<>(Site.NOW);
        try (Site guarded = new Site(Tokens.from(file, clock::get), "first");
                Follower follower = new Follower(guarded.port(), "Authorization: Bearer first\r\n")) {
            assertThat(follower.head()).contains("200");
            follower.event();
            Files.writeString(file, "second");
            clock.set(Site.NOW.plusSeconds(60));
            int lines = 0;
            while (follower.line() != null) {
                assertThat(lines++).as("lines after it").isLessThan(20);
            }
        }
    }

    @Test
    void aReaderWhoWantsNoEventsIsToldWhereToAsk() throws IOException {
        assertThat(site.get("/api/v1/events").status()).isEqualTo(406);
        assertThat(site.get("/api/v1/events").body()).contains("/api/v1/overview");
    }

    private static final class Follower implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Follower(int port) throws IOException {
            this(port, "");
        }

        Follower(int port, String header) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            socket.getOutputStream()
                    .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + header
                                    + "\r\n")
                            .getBytes(UTF_8));
        }

        String line() throws IOException {
            return in.readLine();
        }

        String head() throws IOException {
            return block();
        }

        /** The next event, without the sizes of chunks. */
        String event() throws IOException {
            String block = "";
            while (!block.contains("data:")) {
                block = block();
            }
            return block.substring(block.indexOf("event:"));
        }

        private String block() throws IOException {
            StringBuilder block = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                block.append(line).append('\n');
            }
            return block.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
