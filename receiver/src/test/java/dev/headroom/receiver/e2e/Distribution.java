package dev.headroom.receiver.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The packaged program, started as the launcher {@code ./headroom} starts it. */
public final class Distribution {
    /** The repository; tests run in the module's folder. */
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Path LIB = Path.of("target", "headroom", "lib").toAbsolutePath();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Pattern LISTENING = Pattern.compile("(?:listening|receiver) on 127\\.0\\.0\\.1:([0-9]+)");

    private Distribution() {}

    /** What a command printed, and how it ended. */
    public record Result(int exit, String out, String err) {
        /** Everything that the user saw. */
        public String text() {
            return out + err;
        }
    }

    /** Starts a command and leaves it running. */
    public static Child start(Path folder, String... words) {
        return start(folder, Map.of(), words);
    }

    private static Child start(Path folder, Map<String, String> more, String... words) {
        if (!Files.isDirectory(LIB)) {
            throw new IllegalStateException(LIB + " is missing: run ./mvnw package first");
        }
        List<String> all = new ArrayList<>(List.of(
                JAVA.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                LIB + "/*",
                "dev.headroom.receiver.cli.Main"));
        all.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>(more);
        environment.putAll(Map.of("HEADROOM_HOME", ROOT.toString(), "TZ", "UTC"));
        return Child.start(folder, all, environment);
    }

    /** Runs a command to its end. */
    public static Result run(Path folder, Duration limit, String... words) {
        return run(folder, limit, Map.of(), words);
    }

    /** Runs a command to its end with more in its environment. */
    static Result run(Path folder, Duration limit, Map<String, String> environment, String... words) {
        try (Child child = start(folder, environment, words)) {
            int exit = child.exit(limit);
            return new Result(exit, child.out(), child.err());
        }
    }

    /** The port of a receiver, as soon as it listens. */
    public static int port(Child serving) {
        return Integer.parseInt(serving.said(LISTENING));
    }

    /** A port that nobody listens on now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
