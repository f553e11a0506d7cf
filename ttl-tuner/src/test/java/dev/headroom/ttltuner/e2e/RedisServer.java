package dev.headroom.ttltuner.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** A real redis-server on a free port, in a folder of its own, without persistence. */
final class RedisServer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process process;

    RedisServer(Path folder, String... options) {
        this.folder = folder;
        this.port = freePort();
        start(options);
    }

    /** Whether one can be started here. */
    static boolean installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> new File(path, "redis-server").canExecute());
    }

    void start(String... options) {
        List<String> words = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                "" + folder));
        words.addAll(List.of(options));
        try {
            process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            Files.createTempFile(folder, "redis", ".log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Wait.until("redis answers", this::answers);
    }

    private boolean answers() {
        try (UnifiedJedis redis = client()) {
            return redis.ping().equals("PONG");
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage()).contains("LOADING");
        }
    }

    UnifiedJedis client() {
        return RedisClient.create("127.0.0.1", port);
    }

    int port() {
        return port;
    }

    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        signal("CONT");
        kill();
    }
}
