package dev.headroom.ttltuner.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.ttltuner.redis.Lease;
import dev.headroom.ttltuner.redis.TtlKeys;
import dev.headroom.ttltuner.redis.TtlKeys.Outcome;
import dev.headroom.ttltuner.tuning.Reason;
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.UnifiedJedis;

/** What may happen between a decision and its writing. */
@EnabledIf("dev.headroom.ttltuner.e2e.RedisServer#installed")
class RaceIT {
    private static final Adjust RAISE = new Adjust(200, 300, Reason.BELOW_TARGET, "", OptionalDouble.of(0.61));

    @TempDir
    private Path folder;

    private RedisServer server;
    private UnifiedJedis redis;

    @BeforeEach
    void start() {
        server = new RedisServer(folder);
        redis = server.client();
        redis.set("cache:ttl:fast", "200");
        assertThat(new Lease(redis, "me", Duration.ofSeconds(30)).take()).isTrue();
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @Test
    void aChangeIsWrittenWithItsHistory() {
        assertThat(change()).isEqualTo(Outcome.OK);
        assertThat(redis.get("cache:ttl:fast")).isEqualTo("300");
        assertThat(new TtlKeys(redis).history(5))
                .singleElement()
                .satisfies(entry -> assertThat(entry)
                        .containsEntry("from", "200")
                        .containsEntry("to", "300")
                        .containsEntry("reason", "below_target")
                        .containsEntry("hit_rate", "0.5000")
                        .containsEntry("predicted", "0.6100"));
    }

    @Test
    void somebodyElsesChangeIsNeverOverwritten() {
        redis.set("cache:ttl:fast", "900");
        assertThat(change()).isEqualTo(Outcome.CHANGED);
        assertThat(redis.get("cache:ttl:fast")).isEqualTo("900");
        assertThat(redis.exists("cache:ttl:history")).isFalse();
    }

    @Test
    void aPinOrALostLeaseOrAStrangeHistoryStopsIt() {
        redis.set("cache:ttl:fast:pin", "x");
        assertThat(change()).isEqualTo(Outcome.PINNED);
        redis.del("cache:ttl:fast:pin");
        redis.set("cache:ttl:history", "x");
        assertThat(change()).isEqualTo(Outcome.HISTORY);
        redis.del("cache:ttl:history");
        redis.set("cache:ttl:lease", "another");
        assertThat(change()).isEqualTo(Outcome.LEASE);
        assertThat(new Lease(redis, "me", Duration.ofSeconds(30)).take()).isFalse();
        assertThat(redis.get("cache:ttl:fast")).isEqualTo("200");
    }

    private Outcome change() {
        return new TtlKeys(redis).change("me", "fast", RAISE, OptionalDouble.of(0.5));
    }
}
