package dev.headroom.ttltuner.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.UnifiedJedis;

/** Servers that ask who is there: a real Redis, and one that answers as Prometheus does. */
@EnabledIf("dev.headroom.ttltuner.e2e.RedisServer#installed")
class AccessIT {
    private static final String CONFIG = """
            redis: {url: "redis://127.0.0.1:%d", username: tuner, password_file: %s}
            prometheus: {url: "%s", token_file: %s}
            decide_every: 1s
            poll_every: 100ms
            modes: {fast: {target: 60%%, min_ttl: 30s, max_ttl: 10m, initial_ttl: 5m}}
            """;

    @TempDir
    private Path folder;

    @Test
    void itNamesItselfAndTellsWhatHelpsWhereThatIsRefused() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "S3CRET pw\n");
        Path token = Files.writeString(folder.resolve("token"), "S3CRET-old\n");
        WireMockServer prometheus = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        prometheus.start();
        prometheus.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(401)));
        prometheus.stubFor(any(anyUrl())
                .withHeader("Authorization", equalTo("Bearer S3CRET-new"))
                .willReturn(okJson("{\"status\":\"success\",\"data\":{\"result\":[]}}")));
        try (RedisServer server = new RedisServer(folder);
                UnifiedJedis redis = server.client()) {
            redis.sendCommand(Protocol.Command.ACL, "SETUSER", "tuner", "on", ">S3CRET pw", "~*", "&*", "+@all");
            redis.sendCommand(Protocol.Command.ACL, "SETUSER", "default", "resetpass");
            String config = CONFIG.formatted(server.port(), password, prometheus.baseUrl(), token);
            try (Running tuner = new Running(folder, config)) {
                Wait.until("it writes", () -> "300".equals(redis.get("cache:ttl:fast")));
                tuner.says("source_failed");
                assertThat(tuner.mode().toString()).contains("was answered 401; check prometheus.token_file in ");
                Files.writeString(token, "S3CRET-new\n");
                tuner.says("no_data");
                assertThat(tuner.get("/status").body()
                                + tuner.get("/readyz").body()
                                + tuner.get("/metrics").body())
                        .doesNotContain("S3CRET");
            }
        } finally {
            prometheus.stop();
        }
    }
}
