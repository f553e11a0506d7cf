package dev.headroom.receiver.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.oracle.Effect;
import dev.headroom.receiver.oracle.Oracle;
import dev.headroom.receiver.oracle.Trap;
import dev.headroom.receiver.store.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Two packaged receivers on one Redis; the one that leads is paused at an effect, the other takes over, ends what was begun
 * and is ordered something else; then the first wakes, and the call that it had begun lands.
 */
final class PauseSweep {
    private static final String SERVICE = "app";
    private static final int FEW = 2;
    private static final int MANY = 5;

    /** Within so much time after it woke, whatever it would do is done. */
    private static final Duration AWAKE = Duration.ofSeconds(3);

    private static final Duration TAKEN_OVER = Duration.ofSeconds(60);

    private final Servers servers;
    private final Path folder;
    private final Oracle oracle;
    private final boolean sleeps;
    private final Receiver one;
    private final Receiver two;

    /**
     * What became of one pause.
     *
     * @param landed effects of the one that was paused, after it woke
     * @param lost containers that were ordered and are not there
     * @param strays containers that are there and that nobody wants, after the next look of the one that leads
     * @param doubled containers that were started twice, or made beyond what was ordered
     */
    record Outcome(String point, long landed, long lost, long strays, long doubled) {}

    private record Receiver(Child child, Http http, int port) {
        boolean leads() {
            return http.text("/metrics").contains("headroom_leader 1.0");
        }
    }

    /** @param sleeps whether replicas are put to sleep and woken, instead of being stopped and started */
    PauseSweep(Servers servers, Path folder, boolean sleeps) throws IOException {
        this.servers = servers;
        this.folder = folder;
        this.sleeps = sleeps;
        RedisServer redis = servers.add(RedisServer.start(Files.createTempDirectory(folder, "redis")));
        oracle = servers.add(new Oracle(folder, folder.resolve("none.db"), List.of(SERVICE + "=" + FEW)));
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 9, drain_timeout: 1s, health_timeout: 60s, max_actions_per_hour: 999%s}
                """.formatted(
                        sleeps ? ", vram_per_replica: 1GiB, standby: {host_memory: 64GiB}" : ""));
        String standby =
                sleeps ? "standby: {app: {server: vllm, url: \"%s\"}}\n".formatted(oracle.sleeper(SERVICE)) : "";
        one = receiver(redis.port(), standby);
        two = receiver(redis.port(), standby);
    }

    private Receiver receiver(int redis, String standby) throws IOException {
        int port = Distribution.freePort();
        Path config = Files.writeString(
                folder.resolve("headroom-" + port + ".yml"),
                """
                listen: 127.0.0.1:%d
                advertise: http://127.0.0.1:%d
                policy: policy.yml
                store: redis://127.0.0.1:%d/0
                target: {kind: compose, project: %s}
                evaluate_every: 500ms
                evidence: {watchdog: none}
                hooks:
                  app: {drain: "%s", route: "%s"}
                """.formatted(
                                        port,
                                        port,
                                        redis,
                                        Oracle.PROJECT,
                                        oracle.hook(SERVICE, "drain"),
                                        oracle.hook(SERVICE, "route"))
                        + standby);
        Child child = servers.add(Distribution.start(
                folder, List.of(), Map.of("DOCKER_HOST", oracle.dockerHost()), "serve", "--config", config.toString()));
        return new Receiver(child, Http.at(Distribution.port(child)), port);
    }

    /** A pause at one kind of effect: of an up where it starts something, else of a down. */
    Outcome at(Trap trap) {
        boolean up = List.of("create", "start", "route", "wake_up").contains(trap.call());
        if (sleeps) {
            settle(MANY); // so that some sleep at fewer
        }
        settle(up ? FEW : MANY);
        Receiver paused = one.leads() ? one : two;
        Receiver other = paused == one ? two : one;
        oracle.set(trap.of(paused.child().process().pid()));
        order(paused, up ? MANY : FEW);
        Waiting.until(
                trap.name(),
                () -> oracle.effects().stream().anyMatch(effect -> effect.name().equals(trap.name())));

        int then = up ? FEW - 1 : MANY + 1;
        long before;
        try {
            Waiting.until(TAKEN_OVER, "the other leads", other::leads);
            isAt(other, up ? MANY : FEW);
            order(other, then);
            isAt(other, then);
            before = oracle.effects().size();
        } finally {
            Child.signal(paused.child().process(), "CONT");
            oracle.peace();
        }
        Waiting.until("it says that it leads no more", () -> !paused.leads());
        Waiting.sleep(AWAKE);
        if (sleeps) { // what landed is taken back, by effects of the one that leads
            isAt(other, then);
        }
        return outcome(trap, then, before);
    }

    private Outcome outcome(Trap trap, int wanted, long before) {
        List<Effect> effects = oracle.effects();
        List<Effect> after = effects.subList((int) before, effects.size());
        long landed = after.stream()
                .filter(effect -> sleeps
                        ? trap.call().startsWith(effect.kind())
                        : List.of("create", "start", "stop", "hook").contains(effect.kind()))
                .count();
        long there = effects.stream()
                .filter(Effect::counts)
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .replicas();
        long different = effects.stream()
                .filter(effect -> effect.kind().equals("start"))
                .map(Effect::id)
                .distinct()
                .count();
        long starts =
                effects.stream().filter(effect -> effect.kind().equals("start")).count();
        return new Outcome(
                trap.name(), landed, Math.max(0, wanted - there), Math.max(0, there - wanted), starts - different);
    }

    private void settle(int count) {
        Waiting.until(TAKEN_OVER, "one leads", () -> one.leads() || two.leads());
        order(one.leads() ? one : two, count);
        isAt(one.leads() ? one : two, count);
    }

    private void isAt(Receiver receiver, int count) {
        Waiting.until(TAKEN_OVER, "it has " + count, () -> {
            var service = receiver.http().get("/api/v1/services/" + SERVICE);
            return service.path("ready").asInt() == count
                    && service.path("desired").asInt() == count
                    && service.path("rollout").isNull();
        });
    }

    private void order(Receiver receiver, int count) {
        String order = "{\"replicas\":" + count + ",\"owner\":\"ana\",\"reason\":\"a try\"}";
        Waiting.until("it takes the order of " + count, () -> {
            try {
                return receiver.http().post("/api/v1/services/" + SERVICE + "/scale", order) == 202;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static void clean(List<Outcome> outcomes) {
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.landed()).as("calls that landed, %s", outcome).isLessThanOrEqualTo(1);
            assertThat(outcome.lost()).as("lost, %s", outcome).isZero();
            assertThat(outcome.strays()).as("strays, %s", outcome).isZero();
            assertThat(outcome.doubled()).as("doubled, %s", outcome).isZero();
        });
    }
}
