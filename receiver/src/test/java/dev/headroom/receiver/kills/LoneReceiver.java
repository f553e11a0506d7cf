package dev.headroom.receiver.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Notification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A packaged receiver of one service on the simulated target, with its files in a folder of its own. */
record LoneReceiver(Path folder) {
    private static final String SERVICE = "worker-llm";

    void configure(String cooldown, String more) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  worker-llm: {min_replicas: 2, max_replicas: 50, health_timeout: 60s, max_actions_per_hour: 999, triggers: {queue_length: {cooldown: %s}}}
                """.formatted(cooldown));
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                policy: policy.yml
                target: {kind: simulated, start_time: 0s}
                evaluate_every: 500ms
                %s
                """.formatted(more));
    }

    Child serve(Map<String, String> environment) {
        return Distribution.start(folder, List.of(), environment, "serve", "--config", "headroom.yml");
    }

    static void queueBuildsUp(Http http, int number) throws IOException {
        assertThat(http.post("/webhook", Notification.firing("LLMQueueBuildup", number, "queue_length")))
                .isEqualTo(200);
    }

    static int replicas(Http http) {
        return http.get("/api/v1/services/" + SERVICE).path("ready").asInt();
    }

    static JsonNode explanation(Http http) {
        return http.get("/api/v1/services/" + SERVICE + "/explanation");
    }

    static Instant at(Http http) {
        return Instant.parse(explanation(http).path("at").asText());
    }

    static long results(Http http) {
        return http.get("/api/v1/decisions?service=" + SERVICE).findValues("result").stream()
                .filter(result -> result.asText().equals("done"))
                .count();
    }
}
