package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.redis.RedisServer;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/** The release before this one and this one share a Redis: each reads what the other writes. */
@Timeout(120)
class FormerReleaseIT {

    private static final JsonMapper JSON = new JsonMapper();

    /** Hashes with JSON in their values, as the former release knows them. */
    private static final List<String> HASHES = List.of(
            "headroom:alerts",
            "headroom:actions",
            "headroom:rollouts",
            "headroom:history:lines",
            "headroom:history:results",
            "headroom:overrides");

    private static final long BEGAN = System.nanoTime();
    private static final Timepiece CLOCK =
            () -> new Moment(Loop.BEGINS, Duration.ofDays(3)).plus(Duration.ofNanos(System.nanoTime() - BEGAN));

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsRedis() {
        assumeTrue(RedisServer.installed(), "no redis-server on the PATH");
    }

    @Test
    void itsRedisIsGoneOnWithAndWhatIsWrittenThereItCanRead() throws IOException {
        try (RedisServer redis = RedisServer.start(folder)) {
            load(redis);
            Set<String> known = shapes(redis);
            try (Store store = redis.open(Loop.LIFECYCLE, CLOCK)) {
                FormerReleaseTest.goesOn(store);
                assertThat(store.decisions("app", null, 99))
                        .as("wishes that speak against a line are kept apart")
                        .anyMatch(line -> !line.explanation().against().isEmpty());
            }
            assertThat(known).isNotEmpty().containsAll(shapes(redis));
            redis.tell(jedis -> assertThat(jedis.get("headroom:version")).isEqualTo("1"));
        }
    }

    private static void load(RedisServer redis) throws IOException {
        try (InputStream in = FormerReleaseIT.class.getResourceAsStream("/former/redis.jsonl")) {
            String dump = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : dump.split("\n")) {
                String[] words = JSON.readValue(line, String[].class);
                ProtocolCommand command = Protocol.Command.valueOf(words[0]);
                redis.tell(jedis -> jedis.sendCommand(
                        command, List.of(words).subList(1, words.length).toArray(String[]::new)));
            }
        }
    }

    /** The paths of all fields, without the names of labels. */
    private static Set<String> shapes(RedisServer redis) {
        Set<String> shapes = new TreeSet<>();
        redis.tell(jedis -> HASHES.forEach(hash -> jedis.hvals(hash).forEach(value -> {
            try {
                collect(hash, JSON.readTree(value), shapes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        })));
        return shapes;
    }

    private static void collect(String path, JsonNode node, Set<String> into) {
        if (node.isObject() && !path.endsWith(".labels") && !path.endsWith(".annotations")) {
            node.fields().forEachRemaining(field -> {
                into.add(path + "." + field.getKey());
                collect(path + "." + field.getKey(), field.getValue(), into);
            });
        } else if (node.isArray()) {
            node.forEach(item -> collect(path + "[]", item, into));
        }
    }
}
