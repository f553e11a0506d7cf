package dev.headroom.receiver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayerTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-11-30T00:00:00Z");

    /** A rollout gives up after five minutes without progress: those of the day must not pass while nobody looks. */
    @Test
    void aQuietDayGoesOnNoFasterThanTheReceiverCanFollow() throws Exception {
        List<Instant> judged = new ArrayList<>(List.of(MIDNIGHT.plus(Day.BEGINS)));
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            URI webhook = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/webhook");
            SteppedClock clock = new SteppedClock(MIDNIGHT.plus(Day.BEGINS), 1_000_000);
            new Player(new Notifications(webhook), clock, MIDNIGHT, scene -> {}, judged::add).play(List.of());
        } finally {
            receiver.stop(0);
        }

        assertThat(judged.get(judged.size() - 1))
                .isAfter(MIDNIGHT.plus(Day.ENDS).minus(Duration.ofMinutes(3)));
        for (int i = 1; i < judged.size(); i++) {
            assertThat(Duration.between(judged.get(i - 1), judged.get(i))).isLessThanOrEqualTo(Duration.ofMinutes(2));
        }
    }
}
