package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.app.Receiver;
import dev.headroom.receiver.app.Setup;
import dev.headroom.receiver.config.Origin;
import dev.headroom.settings.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand reloads while 50 webhooks a second arrive: none is lost, and nothing is done by a policy that was never whole. */
class ReloadUnderLoadIT {
    private static final int RELOADS = 1_000;
    private static final int WEBHOOKS = 1_000;
    private static final Duration BETWEEN = Duration.ofMillis(20);

    /** By the one, one more at a time, up to 4; by the other, three more at a time, up to 10. */
    private static final String ONE = policy(1, 4);

    private static final String THREE = policy(3, 10);

    @TempDir
    private Path folder;

    private static String policy(int increment, int most) {
        return """
                version: 1
                services:
                  app:
                    min_replicas: 1
                    max_replicas: %2$d
                    scale_up_increment: %1$d
                    scale_down_increment: %1$d
                    max_actions_per_hour: 100000
                    warmup_time: 0s
                    drain_timeout: 0s
                    triggers: {cpu: {cooldown: 0s}}
                """.formatted(increment, most);
    }

    @Test
    void noneIsLostAndEveryActionIsThatOfAWholePolicy() throws Exception {
        exchange(ONE);
        Path config = Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: sqlite:%s
                policy: %s
                evidence: {watchdog: none}
                target: {kind: simulated, start_time: 0s}
                """.formatted(
                        folder.resolve("state.db"), folder.resolve("policy.yml")));
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try (Receiver receiver = Receiver.start(Setup.of(new Origin(config, true, Map.of(), false), Purpose.LOOK))) {
            Http http = Http.at(receiver.port());
            Future<?> sent = sender.submit(() -> send(http));
            for (int reloads = 0; reloads < RELOADS; reloads++) {
                exchange(reloads % 2 == 0 ? THREE : ONE);
                receiver.reload();
                Waiting.sleep(BETWEEN.dividedBy(2));
            }
            sent.get();
            assertThat(http.get("/api/v1/alerts")).as("alerts that are known").hasSize(WEBHOOKS);
            assertThat(http.check("configuration").path("ok").asBoolean()).isTrue();
            judge(http.get("/api/v1/decisions?limit=500"));
        } finally {
            sender.shutdownNow();
        }
    }

    private void exchange(String policy) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh.yml"), policy);
        Files.move(
                fresh,
                folder.resolve("policy.yml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static Void send(Http http) throws IOException {
        for (int i = 0; i < WEBHOOKS; i++) {
            String alert = Notification.fingerprint(i);
            assertThat(http.post("/webhook", Notification.firing("Hot" + i, alert, "app", "cpu")))
                    .isEqualTo(200);
            Waiting.sleep(BETWEEN);
        }
        return null;
    }

    /** Each goes as far as one of the two policies would have it go. */
    private static void judge(JsonNode decisions) {
        int scaled = 0;
        for (JsonNode decision : decisions) {
            if (decision.path("outcome").asText().equals("scale")) {
                int from = decision.path("from").asInt();
                int to = decision.path("to").asInt();
                assertThat(by(1, 4, from, to) || by(3, 10, from, to))
                        .as("%d -> %d", from, to)
                        .isTrue();
                scaled++;
            }
        }
        assertThat(scaled).as("actions").isGreaterThan(3);
    }

    private static boolean by(int increment, int most, int from, int to) {
        return from > most ? to == Math.max(most, from - increment) : to == Math.min(most, from + increment);
    }
}
