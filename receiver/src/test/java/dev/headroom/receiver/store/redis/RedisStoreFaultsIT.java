package dev.headroom.receiver.store.redis;

import static dev.headroom.receiver.store.Samples.CLOCK;
import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.alert;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.in;
import static dev.headroom.receiver.store.Samples.planned;
import static dev.headroom.receiver.store.Samples.scale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headroom.clients.redis.RedisHost;
import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** The rows "Redis down, slow, OOM, LOADING": refused in time, with what helps, and well again by itself. */
@Timeout(120)
@EnabledIf("dev.headroom.receiver.store.redis.RedisServer#installed")
class RedisStoreFaultsIT {
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), null);
    /** Alertmanager waits 10 s for an answer. */
    private static final Duration IN_TIME = Duration.ofSeconds(9);

    @TempDir
    private Path folder;

    private RedisServer redis;

    @BeforeEach
    void start() {
        redis = RedisServer.start(folder);
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void downItRefusesAndAfterTheRestartItGoesOnWithAllThatItHad() {
        try (RedisStore store = open()) {
            receive(store, 1);
            redis.kill();
            refused(() -> receive(store, 2), "cannot use " + redis.address(), "start it");
            refused(store::probe, "start it");
            redis.start();
            receive(store, 3);
            store.probe();
            assertThat(firing(store)).containsExactlyInAnyOrder(alert(1, T0), alert(3, T0));
        }
        try (RedisStore store = open()) {
            assertThat(firing(store)).containsExactlyInAnyOrder(alert(1, T0), alert(3, T0));
        }
    }

    @Test
    void ofAWriteWhoseConnectionBrokeNobodyKnowsAndOfOneThatFoundNoneItIsKnown() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (RedisStore store = open()) {
            receive(store, 1);
            redis.pause();
            Future<StoreException> asked = pool.submit(() -> refusal(store, 2));
            redis.kill();
            assertThat(asked.get().outcome("it")).isEqualTo("it is not known whether it was stored");
            assertThat(refusal(store, 3).outcome("it")).isEqualTo("it could not be stored");
        } finally {
            pool.shutdownNow();
        }
    }

    private static StoreException refusal(RedisStore store, int alert) {
        return catchThrowableOfType(StoreException.class, () -> receive(store, alert));
    }

    @Test
    void standingStillItRefusesEveryCallerInTime() throws Exception {
        try (RedisStore store = open()) {
            warm(store, 16);
            redis.pause();
            warmRefused(store, 16);
            redis.resume();
            receive(store, 2);
            assertThat(firing(store)).contains(alert(2, T0));
        }
    }

    private static void warm(RedisStore store, int callers) throws Exception {
        atOnce(callers, () -> receive(store, 1));
    }

    private static void warmRefused(RedisStore store, int callers) throws Exception {
        atOnce(callers, () -> refused(() -> receive(store, 2), "too slow"));
    }

    private static void atOnce(int callers, Runnable call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                calls.add(pool.submit(call));
            }
            for (Future<?> one : calls) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void outOfMemoryItRefusesAndChangesNothing() {
        try (RedisStore store = open()) {
            receive(store, 1);
            redis.set("maxmemory", "1");
            refused(() -> receive(store, 2), "OOM", "raise its maxmemory");
            refused(store::probe, "OOM");
            assertThat(firing(store)).containsExactly(alert(1, T0));
            redis.set("maxmemory", "0");
            receive(store, 2);
            assertThat(firing(store)).hasSize(2);
        }
    }

    @Test
    void loadingItRefusesUntilItHasLoaded() {
        try (RedisStore store = open()) {
            receive(store, 1);
            redis.tell(jedis -> jedis.eval("for i = 1, 60000 do redis.call('SET', 'k' .. i, 'x') end"));
            redis.kill();
            redis.startSlowly();
            refused(() -> receive(store, 2), "LOADING", "nothing need be restarted");
            refused(this::open, "reads its data");
            redis.kill();
            redis.start();
            assertThat(firing(store)).containsExactly(alert(1, T0));
        }
    }

    @Test
    void aReadOnlyReplicaIsNamedAsThat() {
        try (RedisStore store = open()) {
            redis.tell(jedis -> jedis.replicaof("127.0.0.1", 1));
            refused(() -> receive(store, 1), "READONLY", "name the primary");
        }
        refused(this::open, "is a replica", "name the primary");
    }

    @Test
    void oneThatKeepsNothingOnDiskIsRefusedUnlessThatIsAllowed() {
        try (RedisStore store = open()) {
            assertThat(store.caveat()).isEmpty();
            redis.set("appendonly", "no");
            refused(store::probe, "appendonly no", "?durability=none");
        }
        refused(
                this::open,
                "appendonly no",
                "CONFIG SET appendonly yes, then CONFIG REWRITE while it runs",
                "?durability=none");
        RedisAddress allowed = new RedisAddress(redis.address().server(), "headroom:", false);
        try (RedisStore store = RedisServer.open(allowed, LIFECYCLE, CLOCK)) {
            receive(store, 1);
            store.probe();
            assertThat(store.caveat()).startsWith("durability=none: ");
        }
    }

    @Test
    void oneThatSyncsLaterIsTakenWithAWarning() {
        redis.set("appendfsync", "everysec");
        try (RedisStore store = open()) {
            assertThat(store.caveat()).startsWith("appendfsync everysec: ").contains("set always to lose nothing");
        }
        redis.set("appendfsync", "no");
        try (RedisStore store = open()) {
            assertThat(store.caveat()).startsWith("appendfsync no: ");
        }
    }

    @Test
    void oneThatMayThrowStateAwayIsRefused() {
        redis.set("maxmemory-policy", "allkeys-lru");
        refused(
                this::open,
                "maxmemory-policy allkeys-lru",
                "use a Redis of its own",
                "CONFIG SET maxmemory-policy noeviction");
    }

    @Test
    void aNewerLayoutIsRefused() {
        redis.tell(jedis -> jedis.set("headroom:version", "2"));
        refused(this::open, "has version 2", "version 1", "?prefix=NAME");
    }

    @Test
    void aPasswordIsAskedForAndNeverShown() throws IOException {
        redis.set("requirepass", "s3cret!");
        refused(this::open, "NOAUTH", "check user and password");
        refused(() -> open("wr0ng"), "WRONGPASS", "check user and password");
        assertThatThrownBy(() -> open("wr0ng")).message().doesNotContain("wr0ng");
        try (RedisStore store = open("s3cret%21")) {
            receive(store, 1);
        }
        Path file = Files.writeString(folder.resolve("password"), "s3cret!\n");
        Secret password = new Secret("store.password_file", file, Secret.Form.PASSWORD);
        RedisHost named = new RedisHost(redis.address().server().url(), "default", password);
        try (RedisStore store = RedisServer.open(new RedisAddress(named, "headroom:", true), LIFECYCLE, CLOCK)) {
            receive(store, 2);
            Files.writeString(file, "n3w!\n");
            redis.tell(jedis -> {
                jedis.auth("s3cret!");
                jedis.configSet("requirepass", "n3w!");
                jedis.clientKill(ClientKillParams.clientKillParams()
                        .type(ClientType.NORMAL)
                        .skipMe(ClientKillParams.SkipMe.YES));
            });
            receive(store, 3);
        }
        Files.writeString(file, "wr0ng\n");
        assertThatThrownBy(() -> RedisServer.open(new RedisAddress(named, "headroom:", true), LIFECYCLE, CLOCK))
                .message()
                .doesNotContain("wr0ng");
    }

    @Test
    void theDocumentedRightsOfAUserAreEnough() {
        String[] documented = {
            "on",
            ">pw",
            "~headroom:*",
            "+@hash",
            "+@sortedset",
            "+@string",
            "+@scripting",
            "+del",
            "+exists",
            "+pexpire",
            "+time",
            "+info",
            "+ping",
            "+config|get",
            "+client|setname"
        };
        redis.tell(jedis -> jedis.aclSetUser("scaler", documented));
        try (RedisStore store = RedisServer.open(as("scaler"), LIFECYCLE, CLOCK)) {
            receive(store, 1);
            Rollout rollout = planned("a1", "app", T0);
            store.begin(rollout, scale("app", T0));
            store.save(in(rollout, Phase.DONE, at(1), ""));
            store.compact(Moment.steady(at(100_000)), at(50_000));
            store.probe();
            assertThat(store.decisions(null, null, 10)).isEmpty();
        }
        try (RedisTerms terms = new RedisTerms(as("scaler"))) {
            assertThat(terms.raise(terms.last())).isPositive();
        }
        redis.tell(jedis -> assertThat(jedis.exists("headroom:lease")).isFalse());
        redis.tell(jedis -> jedis.aclSetUser("scaler", "-@scripting"));
        refused(() -> RedisServer.open(as("scaler"), LIFECYCLE, CLOCK), "NOPERM", "+@scripting");
    }

    private RedisAddress as(String user) {
        return new RedisAddress(
                new RedisHost(URI.create("redis://" + user + ":pw@127.0.0.1:" + redis.port() + "/0")),
                "headroom:",
                true);
    }

    @Test
    void twoPrefixesKeepApart() {
        try (RedisStore one = RedisServer.open(redis.address("one:"), LIFECYCLE, CLOCK);
                RedisStore other = RedisServer.open(redis.address("other:"), LIFECYCLE, CLOCK)) {
            receive(one, 1);
            assertThat(firing(other)).isEmpty();
            assertThat(one.leads()).isTrue();
            assertThat(other.leads()).isTrue();
        }
        redis.tell(jedis -> assertThat(jedis.keys("*")).allMatch(key -> key.matches("(one|other):.*")));
    }

    @Test
    void namesThatAnotherProgramUsesAreNotOverwritten() {
        redis.tell(jedis -> jedis.set("headroom:alerts", "of another program"));
        try (RedisStore store = open()) {
            refused(() -> receive(store, 1), "WRONGTYPE", "?prefix=NAME");
        }
    }

    private RedisStore open() {
        return RedisServer.open(redis.address(), LIFECYCLE, CLOCK);
    }

    private RedisStore open(String password) {
        URI uri = URI.create("redis://:" + password + "@127.0.0.1:" + redis.port());
        return RedisServer.open(new RedisAddress(new RedisHost(uri), "headroom:", true), LIFECYCLE, CLOCK);
    }

    private static void receive(RedisStore store, int number) {
        store.receive(List.of(AlertUpdate.firing(alert(number, T0))), Moment.steady(at(1)));
    }

    private static void refused(ThrowingCallable call, String... words) {
        long asked = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(StoreException.class).hasMessageContainingAll(words);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(IN_TIME);
    }

    private static List<Alert> firing(RedisStore store) {
        return store.alerts().stream()
                .filter(AlertState::firing)
                .map(AlertState::alert)
                .toList();
    }
}
