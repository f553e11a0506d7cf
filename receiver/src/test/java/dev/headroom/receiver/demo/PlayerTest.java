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
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PlayerTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-11-30T00:00:00Z");

    private final List<Instant> judged = new ArrayList<>(List.of(MIDNIGHT.plus(Day.BEGINS)));

    /** A rollout gives up after five minutes without progress: those of the day must not pass while nobody looks. */
    @Test
    void aQuietDayGoesOnNoFasterThanTheReceiverCanFollow() throws Exception {
        play(List.of(), scene -> {});

        assertThat(judged.get(judged.size() - 1))
                .isAfter(MIDNIGHT.plus(Day.ENDS).minus(Duration.ofMinutes(5)));
        for (int i = 1; i < judged.size(); i++) {
            assertThat(Duration.between(judged.get(i - 1), judged.get(i))).isLessThanOrEqualTo(Duration.ofMinutes(2));
        }
    }

    /** Else the first of what is decided then would stand under the scene before. */
    @Test
    void aSceneIsAnnouncedBeforeItsMomentIsJudged() throws Exception {
        List<Instant> latest = new ArrayList<>();
        List<Scene> quiet =
                Day.scenes().stream().filter(scene -> scene.alerts().isEmpty()).toList();
        play(quiet, scene -> latest.add(judged.get(judged.size() - 1)));

        assertThat(quiet).isNotEmpty();
        for (int i = 0; i < quiet.size(); i++) {
            assertThat(latest.get(i)).isBefore(MIDNIGHT.plus(quiet.get(i).at()));
        }
    }

    private void play(List<Scene> scenes, Consumer<Scene> announce) throws Exception {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            URI webhook = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/webhook");
            SteppedClock clock = new SteppedClock(MIDNIGHT.plus(Day.BEGINS), 1_000_000);
            new Player(new Notifications(webhook), clock, MIDNIGHT, announce, judged::add).play(scenes);
        } finally {
            receiver.stop(0);
        }
    }
}
