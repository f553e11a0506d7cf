package dev.headroom.receiver.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.clients.redis.RedisHost;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.ElectionContractTest;
import dev.headroom.receiver.leader.Lease;
import dev.headroom.receiver.time.Timepiece;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The election by a lease in a real Redis, and the count of its terms for those that are elected elsewhere. */
@EnabledIf("dev.headroom.receiver.store.redis.RedisServer#installed")
class RedisElectionIT extends ElectionContractTest {
    private static final Candidate US = new Candidate("us", "");

    @RegisterExtension
    static final ClassRedis REDIS = new ClassRedis();

    @Override
    protected int port() {
        return REDIS.server().port();
    }

    @Override
    protected Lease lease(Candidate candidate, int port, Timepiece clock) {
        URI uri = URI.create("redis://127.0.0.1:" + port + "/0");
        return new RedisLease(new RedisAddress(new RedisHost(uri), "headroom:", true), candidate, LENGTH);
    }

    @Override
    protected void delete() {
        REDIS.server().tell(jedis -> jedis.del("headroom:lease"));
    }

    @Test
    void aTermThatWasLostWithTheServersMemoryIsNotUsedAgain() throws Exception {
        try (RedisLease lease = new RedisLease(REDIS.server().address(), US, LENGTH)) {
            long first = lease.ask(true).term();
            Thread.sleep(2); // a term is a time in milliseconds, and no server is back within one
            REDIS.server().empty();
            assertThat(lease.ask(false).term()).isZero();
            assertThat(lease.ask(true).term()).isGreaterThan(first);
        }
    }

    @Test
    void theNumbersOfTheFormerReleaseAreGoneOnFrom() {
        REDIS.server().tell(jedis -> jedis.set("headroom:lease:last", "9007199254740000"));
        try (RedisLease lease = new RedisLease(REDIS.server().address(), US, LENGTH)) {
            assertThat(lease.ask(true).term()).isEqualTo(9007199254740001L);
        }
    }

    @Test
    void aLeaseOfTheFormerReleaseIsRespectedAndOursIsOneToIt() {
        REDIS.server().tell(jedis -> jedis.set("headroom:lease:last", "7"));
        REDIS.server().tell(jedis -> jedis.set("headroom:lease", "7 b8e5-1 pid 9 on host b at http://10.0.0.9:9095"));
        try (RedisLease lease = new RedisLease(REDIS.server().address(), US, LENGTH)) {
            assertThat(lease.ask(true)).isEqualTo(new Lease.Standing(0, "pid 9 on host b at http://10.0.0.9:9095"));
            delete();
            long term = lease.ask(true).term();
            REDIS.server().tell(jedis -> assertThat(jedis.get("headroom:lease")).matches(term + " [0-9a-f-]+ us"));
            REDIS.server()
                    .tell(jedis -> assertThat(jedis.incr("headroom:lease:last")).isEqualTo(term + 1));
        }
    }

    @Test
    void aTermIsBegunOverTheOneThatWasSeenAlone() {
        try (RedisTerms terms = new RedisTerms(REDIS.server().address())) {
            assertThat(terms.last()).isZero();
            long first = terms.raise(0);
            assertThat(first).isPositive().isEqualTo(terms.last());
            assertThat(terms.raise(0)).as("who was paused meanwhile").isZero();
            assertThat(terms.raise(first)).isGreaterThan(first);
        }
    }

    @Test
    void noTermIsBegunWhileALeaseStandsHereAsOfTheFormerRelease() {
        try (RedisTerms terms = new RedisTerms(REDIS.server().address());
                RedisLease lease = new RedisLease(REDIS.server().address(), US, LENGTH)) {
            long standing = lease.ask(true).term();
            assertThat(terms.raise(standing)).isZero();
            lease.release();
            assertThat(terms.raise(standing)).isGreaterThan(standing);
        }
    }
}
