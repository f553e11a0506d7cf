package dev.headroom.receiver.store.redis;

import static dev.headroom.receiver.store.Samples.CLOCK;

import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.headroom.receiver.store.redis.RedisServer#installed")
class RedisStoreContractIT extends StoreContractTest {

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

    @Override
    protected Store create() {
        redis.empty();
        return open();
    }

    @Override
    protected Store reopened(Store before) {
        before.close();
        return open();
    }

    private static Store open() {
        return RedisStore.open(redis.address(), LIFECYCLE, Election.uncontested(), CLOCK);
    }
}
