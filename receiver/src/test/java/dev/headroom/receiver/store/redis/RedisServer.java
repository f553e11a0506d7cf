package dev.headroom.receiver.store.redis;

import dev.headroom.clients.redis.RedisHost;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.LeaseElection;
import dev.headroom.receiver.leader.LeaseElection.Pace;
import dev.headroom.receiver.time.Timepiece;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A real Redis of this test's own, on a port of 127.0.0.1 that was free, with its data in a folder. */
public final class RedisServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(Path folder, int port, List<String> options) {
        this.folder = folder;
        this.port = port;
        this.options = options;
    }

    /** Whether one can be started here. */
    public static boolean installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> new File(path, "redis-server").canExecute());
    }

    /** One that loses nothing, unless the options say otherwise. */
    public static RedisServer start(Path folder, String... options) {
        List<String> all = new ArrayList<>(List.of("--appendonly", "yes", "--appendfsync", "always", "--save", ""));
        all.addAll(List.of(options));
        RedisServer server = new RedisServer(folder, freePort(), all);
        server.start();
        return server;
    }

    /** Starts it, again after {@link #kill()}, and waits until it has its data. */
    public void start() {
        launch(List.of());
        until(() -> says("PONG"));
    }

    /** Starts it so that reading its data takes half a millisecond a key; it looks up at every thousandth only. */
    public void startSlowly() {
        launch(List.of("--key-load-delay", "500"));
        until(() -> says("LOADING"));
    }

    private void launch(List<String> more) {
        List<String> words = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port)));
        words.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString()));
        words.addAll(options);
        words.addAll(more);
        try {
            process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public RedisAddress address() {
        return address("headroom:");
    }

    public RedisAddress address(String prefix) {
        return new RedisAddress(new RedisHost(URI.create("redis://127.0.0.1:" + port + "/0")), prefix, true);
    }

    /** The store in it, of a receiver that stands for its lease. */
    public RedisStore open(AlertLifecycle lifecycle, Timepiece clock) {
        return open(address(), lifecycle, clock);
    }

    static RedisStore open(RedisAddress address, AlertLifecycle lifecycle, Timepiece clock) {
        RedisStore.check(address);
        return RedisStore.open(
                address,
                lifecycle,
                LeaseElection.of(
                        new RedisLease(address, Candidate.process(""), Pace.USUAL.length()), Pace.USUAL, clock),
                clock);
    }

    /** Talks to it beside the store. */
    public void tell(Consumer<Jedis> what) {
        try (Jedis jedis = new Jedis("127.0.0.1", port, 60_000)) {
            what.accept(jedis);
        }
    }

    public void set(String name, String value) {
        tell(jedis -> jedis.configSet(name, value));
    }

    public void empty() {
        tell(Jedis::flushAll);
    }

    /** It keeps its connections but says nothing more. */
    public void pause() {
        signal("-STOP");
    }

    public void resume() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends without warning; {@link #start()} brings it back with what it had on disk. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean says(String word) {
        try (Jedis jedis = new Jedis("127.0.0.1", port, 60_000)) {
            return jedis.ping().equals(word);
        } catch (JedisException e) {
            return String.valueOf(e.getMessage()).startsWith(word);
        }
    }

    /** Looks again and again until it is so. */
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + LIMIT.toSeconds() + " s");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            resume();
        }
        kill();
    }
}
