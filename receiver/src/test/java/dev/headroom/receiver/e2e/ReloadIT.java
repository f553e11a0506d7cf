package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged receiver takes another policy while it runs, and one that cannot be used never. */
class ReloadIT {
    private static final String TOKEN = "sesame";
    private static final String APP = "  app: {min_replicas: 1, max_replicas: %d, triggers: {cpu: {cooldown: 1h}}}\n";
    private static final String RL = "  worker-rl: {min_replicas: 1, max_replicas: 2}\n";

    @TempDir
    private Path folder;

    private int versions;

    /** As a cluster does with a ConfigMap: the file is a link through a link that is exchanged. */
    private void publish(String services) throws IOException {
        Path version = Files.createDirectory(folder.resolve("..v" + ++versions));
        Files.writeString(version.resolve("policy.yml"), "version: 1\nservices:\n" + services);
        Path fresh = Files.createSymbolicLink(folder.resolve("..data_tmp"), version.getFileName());
        Files.move(fresh, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private String configure(String more) throws IOException {
        return Files.writeString(folder.resolve("headroom.yml"), """
                        listen: 127.0.0.1:0
                        store: sqlite:%s
                        policy: %s
                        token_file: %s
                        target: {kind: simulated, start_time: 1s}
                        %s""".formatted(
                                folder.resolve("state.db"),
                                folder.resolve("policy.yml"),
                                Files.writeString(folder.resolve("token"), TOKEN),
                                more))
                .toString();
    }

    private Child serve(String... more) throws IOException {
        if (versions == 0) {
            publish(APP.formatted(4) + RL);
            Files.createSymbolicLink(folder.resolve("policy.yml"), Path.of("..data", "policy.yml"));
        }
        List<String> words = new ArrayList<>(List.of("serve", "--config", configure("")));
        words.addAll(List.of(more));
        return Distribution.start(folder, words.toArray(String[]::new));
    }

    @Test
    void aGoodPolicyIsTakenAndABadOneLeavesTheOldInForce() throws Exception {
        try (Child receiver = serve()) {
            Http http = new Http(Distribution.port(receiver), TOKEN);
            Waiting.until(
                    "app is seen",
                    () -> http.get("/api/v1/services/app").path("ready").asInt() == 1);

            publish(APP.formatted(9) + "  batch: {min_replicas: 2, max_replicas: 3}\n");
            Waiting.until("the swapped link is taken", () -> max(http) == 9);
            assertThat(http.get("/api/v1/services").findValuesAsText("service")).containsExactly("app", "batch");
            Waiting.until(
                    "batch is seen",
                    () -> http.get("/api/v1/services/batch").path("ready").asInt() == 2);
            assertThat(http.text("/metrics"))
                    .contains("headroom_config_last_reload_successful 1.0")
                    .doesNotContain("headroom_replicas{service=\"worker-rl\"");

            publish("  app: {min_replicas: 5, max_replicas: 4, warmup: 3s}\n");
            Waiting.until(
                    "the mistakes are told",
                    () -> !http.check("configuration").path("ok").asBoolean());
            assertThat(http.check("configuration").path("detail").asText())
                    .contains("must be at least min_replicas", "services.app.warmup: must be a known key");
            assertThat(http.text("/metrics")).contains("headroom_config_last_reload_successful 0.0");
            assertThat(receiver.err() + receiver.out())
                    .contains("the policy of before stays in force", "services.app.warmup: must be a known key");
            assertThat(max(http)).isEqualTo(9);
            assertThat(http.post("/-/reload", "")).isEqualTo(422);

            publish(APP.formatted(6));
            Child.signal(receiver.process(), "HUP");
            Waiting.until("the signal is followed", () -> max(http) == 6);
            assertThat(http.check("configuration").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void onlyTheTokenReloadsAndNoPageOfAnotherSite() throws Exception {
        try (Child receiver = serve()) {
            int port = Distribution.port(receiver);
            assertThat(Http.at(port).post("/-/reload", "")).isEqualTo(401);
            assertThat(foreign(port)).isEqualTo(403);
            Http http = new Http(port, TOKEN);
            configure("evaluate_every: 7s\nalert_ttl: 9m\n");
            assertThat(http.post("/-/reload", "")).isEqualTo(200);
            assertThat(http.check("configuration").path("detail").asText())
                    .startsWith("a restart is needed for alert_ttl, evaluate_every of ");
            assertThat(receiver.err() + receiver.out()).contains("a restart is needed for alert_ttl, evaluate_every");
        }
    }

    private static int foreign(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/reload"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Sec-Fetch-Site", "cross-site")
                .POST(BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aFrozenReceiverDecidesAndDoesNothingUntilItIsStartedWithout() throws Exception {
        String alert = Notification.firing("AppHighCPU", Notification.fingerprint(1), "app", "cpu");
        try (Child receiver = serve("--frozen")) {
            Http http = new Http(Distribution.port(receiver), TOKEN);
            Waiting.until(
                    "app is seen",
                    () -> http.get("/api/v1/services/app").path("ready").asInt() == 1);
            assertThat(http.post("/webhook", alert)).isEqualTo(200);
            Waiting.until("it is judged", () -> sentence(http).contains("AppHighCPU wants 2"));
            assertThat(sentence(http)).contains("frozen by serve --frozen");
            assertThat(http.get("/api/v1/services/app").path("frozen").asText()).isEqualTo("serve --frozen");
            assertThat(http.post("/api/v1/services/app/scale", """
                    {"replicas": 3, "owner": "ana", "reason": "sale"}""")).isEqualTo(409);
            assertThat(http.get("/api/v1/services/app").path("desired").asInt()).isEqualTo(1);
        }
        try (Child receiver = serve()) {
            Http http = new Http(Distribution.port(receiver), TOKEN);
            assertThat(http.post("/webhook", alert)).isEqualTo(200);
            Waiting.until(
                    "it is done",
                    () -> http.get("/api/v1/services/app").path("desired").asInt() == 2);
        }
    }

    private static String sentence(Http http) {
        return http.get("/api/v1/services/app/explanation").path("sentence").asText();
    }

    private static int max(Http http) {
        return http.get("/api/v1/services/app").path("max").asInt();
    }
}
