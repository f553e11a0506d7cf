package dev.headroom.receiver.store.redis;

import static dev.headroom.receiver.store.Samples.CLOCK;
import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.hold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.leader.PlayedElection;
import dev.headroom.receiver.store.SharedStoreContractTest;
import dev.headroom.receiver.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.headroom.receiver.store.redis.RedisServer#installed")
class RedisStoreContractIT extends SharedStoreContractTest {

    @TempDir
    private static Path folder;

    private static RedisServer redis;

    @BeforeAll
    static void start() {
        redis = RedisServer.start(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private final PlayedElection election = new PlayedElection(true, 5);

    @Override
    protected Store create() {
        redis.empty();
        return open(election);
    }

    @Override
    protected Store reopened(Store before) {
        before.close();
        believe();
        return open(election);
    }

    private static Store open(PlayedElection election) {
        return RedisStore.open(redis.address(), LIFECYCLE, election, CLOCK);
    }

    @Override
    protected void overtake() {
        try (RedisTerms terms = new RedisTerms(redis.address())) {
            assertThat(terms.last()).isEqualTo(5);
            assertThat(terms.raise(5)).isGreaterThan(5);
        }
    }

    @Override
    protected void believe() {
        election.set(true, 5);
    }

    @Override
    protected void standBy() {
        election.set(false, 5);
    }

    @Test
    void anOrderThatOneTakesWhoBelievesToLeadIsRefusedOnceAndThenTakenByItAsAStandby() {
        ManualOverride pin = new ManualOverride("app", ManualOverride.Kind.PIN, 4, "ann", "launch day", at(60));
        store.put(pin, hold("app", at(1)));
        overtake();
        for (ThrowingCallable write : List.<ThrowingCallable>of(
                () -> store.put(pin, hold("app", at(2))),
                () -> store.release(pin, hold("app", at(2))),
                () -> store.record(hold("app", at(2))))) {
            believe();
            assertThatThrownBy(write).hasMessageContaining("does not lead any more");
            assertThat(election.leads()).as("it was told").isFalse();
        }
        assertThat(store.decisions("app", null, 10)).hasSize(1);
        store.release(pin, hold("app", at(3)));
        assertThat(store.overrides(T0)).isEmpty();
    }

    @Test
    void aTermThatTheServerLostInACrashIsKnownToItAgainWithTheNextWrite() {
        store.note("simulated:app", "2");
        redis.tell(jedis -> jedis.del("headroom:lease:last"));
        store.note("simulated:app", "3");
        redis.tell(jedis -> assertThat(jedis.get("headroom:lease:last")).isEqualTo("5"));
    }
}
