package dev.headroom.receiver.kills;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.oracle.Oracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The servers around one receiver that is killed again and again: Alertmanager, relay and oracle outlive it. */
final class World implements AutoCloseable {
    static final String GROWS = "grows";
    static final String SHRINKS = "shrinks";
    /** Its new replicas never become healthy. */
    static final String FAILS = "fails";
    /** Its down is taken back by an up. */
    static final String WAVERS = "wavers";

    /** Its replicas are put to sleep. */
    static final String DOZES = "dozes";
    /** Its replicas sleep, and are woken. */
    static final String ROUSES = "rouses";

    static final int MOST = 20;
    private static final int SOME = 9;
    static final Map<String, Integer> LEAST = Map.of(GROWS, 2, SHRINKS, 2, FAILS, 2, WAVERS, 1, DOZES, 2, ROUSES, 2);

    private final Servers servers = new Servers();
    private final Path folder;
    private final Path archive;
    private final int port = Distribution.freePort();
    final Oracle oracle;
    final Relay relay;
    final Alertmanager alertmanager;

    /** @param archive of the classes that the receiver loads, which makes it start faster */
    World(Path folder, Path archive) throws IOException {
        this.folder = folder;
        this.archive = archive;
        oracle = servers.add(new Oracle(
                folder,
                store(),
                List.of(
                        GROWS + "=2",
                        SHRINKS + "=" + MOST,
                        FAILS + "~2",
                        WAVERS + "=3",
                        DOZES + "=" + SOME,
                        ROUSES + "*" + SOME)));
        relay = servers.add(new Relay(port));
        alertmanager = servers.add(new Alertmanager(
                Generation.any("alertmanager"), folder, relay.port(), new Alertmanager.Pace("1s", "10s")));
        configure("2s");
    }

    Path store() {
        return folder.resolve("state.db");
    }

    /** Writes what the next start reads; of the policy, only the cooldown is ever changed. */
    void configure(String cooldown) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  grows: {min_replicas: 2, max_replicas: %1$d, warmup_time: 5s, health_timeout: 60s, max_actions_per_hour: 9999, triggers: {queue: {cooldown: %2$s}, latency: {cooldown: %2$s}}}
                  shrinks: {min_replicas: 2, max_replicas: %1$d, drain_timeout: 5s, health_timeout: 60s, checkpoint_sync: required, max_actions_per_hour: 9999, triggers: {queue: {cooldown: %2$s}, latency: {cooldown: %2$s}}}
                  fails: {min_replicas: 2, max_replicas: 4, health_timeout: 1s, max_actions_per_hour: 9999, triggers: {queue: {cooldown: %2$s}}}
                  dozes: &sleeps {min_replicas: 2, max_replicas: %1$d, warmup_time: 5s, health_timeout: 60s, drain_timeout: 1s, max_actions_per_hour: 9999, vram_per_replica: 1GiB, standby: {host_memory: 64GiB}, triggers: {queue: {cooldown: %2$s}}}
                  rouses: *sleeps
                  wavers: {min_replicas: 1, max_replicas: 4, drain_timeout: 10s, health_timeout: 60s, max_actions_per_hour: 9999, triggers: {queue: {cooldown: %2$s}, latency: {cooldown: %2$s}}}
                """.formatted(MOST, cooldown));
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                policy: policy.yml
                store: sqlite:%s
                target: {kind: compose, project: %s}
                evaluate_every: 200ms
                evidence: {watchdog: none}
                alert_ttl: 1h
                hooks:
                  grows: {loaded: "%s", route: "%s"}
                  shrinks: {drain: "%s", active_tasks: "%s", checkpoint: "%s"}
                  wavers: {drain: "%s"}
                standby:
                  dozes: {server: vllm, url: "%s"}
                  rouses: {server: vllm, url: "%s"}
                """.formatted(
                        port,
                        store(),
                        Oracle.PROJECT,
                        oracle.hook(GROWS, "loaded"),
                        oracle.hook(GROWS, "route"),
                        oracle.hook(SHRINKS, "drain"),
                        oracle.hook(SHRINKS, "active_tasks"),
                        oracle.hook(SHRINKS, "checkpoint"),
                        oracle.hook(WAVERS, "drain"),
                        oracle.sleeper(DOZES),
                        oracle.sleeper(ROUSES)));
    }

    /** Ends with the world, where nobody has ended it before. */
    Child receiver() {
        return servers.add(receiver("-XX:SharedArchiveFile=" + archive));
    }

    private Child receiver(String option) {
        return Distribution.start(
                folder,
                List.of(option),
                Map.of("DOCKER_HOST", oracle.dockerHost()),
                "serve",
                "--config",
                "headroom.yml");
    }

    Http http() {
        return Http.at(port);
    }

    /** Lets a receiver do one action, and archives the classes that it loaded for that. */
    static Path archive(Path folder) throws IOException {
        Path archive = folder.resolve("classes.jsa");
        try (World world = new World(folder, archive);
                Child child = world.receiver("-XX:ArchiveClassesAtExit=" + archive)) {
            Distribution.port(child);
            world.alertmanager.post(List.of(new Alertmanager.Posted("First", GROWS, "queue", "up")));
            Waiting.until("the first action is done", () -> world.oracle.count("hook", GROWS) >= 2);
            child.stop(Distribution.ARCHIVING);
        }
        return archive;
    }

    /** A copy of the store, with its log, as the disk holds it now. */
    Path copyOfStore(String name) {
        try {
            Path into = Files.createTempDirectory(folder, name);
            for (String suffix : List.of("", "-wal")) {
                Path file = Path.of(store() + suffix);
                if (Files.exists(file)) {
                    Files.copy(file, into.resolve("state.db" + suffix));
                }
            }
            return into.resolve("state.db");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        servers.close();
    }
}
