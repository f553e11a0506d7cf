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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlayerTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-11-30T00:00:00Z");

    private static final List<Scene> QUIET =
            Day.scenes().stream().filter(scene -> scene.alerts().isEmpty()).toList();
    private static final List<Instant> JUDGED = new ArrayList<>(List.of(MIDNIGHT.plus(Day.BEGINS)));

    /** The latest moment that was judged when each scene was announced. */
    private static final List<Instant> ANNOUNCED = new ArrayList<>();

    /** A rollout gives up after five minutes without progress: those of the day must not pass while nobody looks. */
    @Test
    void aQuietDayGoesOnNoFasterThanTheReceiverCanFollow() {
        assertThat(JUDGED.get(JUDGED.size() - 1))
                .isAfter(MIDNIGHT.plus(Day.ENDS).minus(Duration.ofMinutes(5)));
        for (int i = 1; i < JUDGED.size(); i++) {
            assertThat(Duration.between(JUDGED.get(i - 1), JUDGED.get(i))).isLessThanOrEqualTo(Duration.ofMinutes(2));
        }
    }

    /** Else the first of what is decided then would stand under the scene before. */
    @Test
    void aSceneIsAnnouncedBeforeItsMomentIsJudged() {
        assertThat(ANNOUNCED).hasSameSizeAs(QUIET).isNotEmpty();
        for (int i = 0; i < QUIET.size(); i++) {
            assertThat(ANNOUNCED.get(i)).isBefore(MIDNIGHT.plus(QUIET.get(i).at()));
        }
    }

    @BeforeAll
    static void play() throws Exception {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            URI webhook = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/webhook");
            SteppedClock clock = new SteppedClock(MIDNIGHT.plus(Day.BEGINS), 1_000_000);
            new Player(
                            new Notifications(webhook),
                            clock,
                            MIDNIGHT,
                            scene -> ANNOUNCED.add(JUDGED.get(JUDGED.size() - 1)),
                            JUDGED::add)
                    .play(QUIET);
        } finally {
            receiver.stop(0);
        }
    }
}
