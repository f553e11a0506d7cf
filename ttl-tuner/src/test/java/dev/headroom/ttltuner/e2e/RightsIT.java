package dev.headroom.ttltuner.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XAddParams;

/** What the tuner needs of a real Redis, what it says where it lacks it, and what it keeps there over a restart. */
@EnabledIf("dev.headroom.ttltuner.e2e.RedisServer#installed")
class RightsIT {
    private static final Path DOCUMENT = Path.of("../docs/ttl.md");

    @TempDir
    private Path folder;

    private RedisServer server;
    private UnifiedJedis redis;

    @BeforeEach
    void start() {
        server = new RedisServer(folder);
        redis = server.client();
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    /** As they stand in the document: {@code ACL SETUSER tuner on >PASSWORD ...}. */
    private static List<String> documented() throws Exception {
        String line = Files.readString(DOCUMENT)
                .lines()
                .filter(written -> written.contains("ACL SETUSER tuner"))
                .findFirst()
                .orElseThrow();
        return Stream.of(line.substring(line.indexOf("on >"))
                        .strip()
                        .replace("`", "")
                        .replace("'", "")
                        .split(" "))
                .map(word -> word.replace(">PASSWORD", ">pw"))
                .toList();
    }

    private String asTuner() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "pw\n");
        return """
                redis: {url: "redis://127.0.0.1:%d", username: tuner, password_file: %s}
                decide_every: 300ms
                poll_every: 100ms
                modes: {fast: {target: 60%%, min_ttl: 30s, max_ttl: 10m, initial_ttl: 5m}}
                """.formatted(server.port(), password);
    }

    private void allow(List<String> rights) {
        String[] words =
                Stream.concat(Stream.of("SETUSER", "tuner"), rights.stream()).toArray(String[]::new);
        redis.sendCommand(Protocol.Command.ACL, words);
    }

    @Test
    void theDocumentedRightsAreEnough() throws Exception {
        allow(documented());
        feed(400);
        redis.hset("cache:stats:fast", Map.of("hits", "1", "misses", "1"));
        try (Running tuner = new Running(folder, asTuner())) {
            Wait.until("it writes", () -> "300".equals(redis.get("cache:ttl:fast")));
            assertThat(tuner.status().path("redis").asText()).isEqualTo("ok");
        }
        assertThat(redis.exists("cache:ttl:lease")).as("given back").isFalse();
    }

    @Test
    void aRightThatLacksIsNamedWithWhereToFindThem() throws Exception {
        allow(Stream.concat(documented().stream(), Stream.of("-eval")).toList());
        try (Running tuner = new Running(folder, asTuner())) {
            tuner.says("redis_refused");
            assertThat(tuner.mode().path("detail").asText())
                    .contains("docs/ttl.md")
                    .contains("NOPERM");
        }
    }

    @Test
    void aReplicaIsToldWithItsPrimaryAsTheRemedy() throws Exception {
        redis.sendCommand(Protocol.Command.REPLICAOF, "127.0.0.1", String.valueOf(RedisServer.freePort()));
        String config =
                "redis: {url: redis://127.0.0.1:" + server.port() + "}\ndecide_every: 300ms\npoll_every: 100ms\n";
        try (Running tuner = new Running(folder, config)) {
            tuner.says("redis_refused");
            assertThat(tuner.mode().path("detail").asText()).contains("name its primary in redis.url");
        }
    }

    /** Lookups of 40 keys, one a second until now. */
    private void feed(int lookups) {
        long now = System.currentTimeMillis();
        for (int i = lookups; i > 0; i--) {
            redis.xadd(
                    "cache:access:fast",
                    Map.of("k", "key " + i * 7919 % 40),
                    XAddParams.xAddParams().id(new StreamEntryID(now - i * 1000L, 0)));
        }
    }
}
