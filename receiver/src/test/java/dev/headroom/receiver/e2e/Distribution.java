package dev.headroom.receiver.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** The packaged program, started as the launcher {@code ./headroom} starts it. */
public final class Distribution {
    /** The repository; tests run in the module's folder. */
    public static final Path ROOT =
            Path.of(System.getProperty("headroom.root", "..")).toAbsolutePath().normalize();

    /** The packaged program's jars. */
    public static final Path LIB = ROOT.resolve(System.getProperty("headroom.lib", "receiver/target/headroom/lib"));

    /** What tests start as a process of its own. */
    public static final Path TESTS = ROOT.resolve("receiver/target/test-classes");

    private static final int PORTS = 2_000;
    private static final int FIRST_PORT = 20_000 + PORTS * Integer.getInteger("headroom.fork", 0);
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private static final List<String> LAUNCHERS = List.of(
            "-Xms10m",
            "-Xmx256m",
            "-XX:-ShrinkHeapInSteps",
            "-XX:NewRatio=4",
            "-XX:MinHeapFreeRatio=70",
            "-XX:MaxHeapFreeRatio=85",
            "-XX:SurvivorRatio=4",
            "-XX:TargetSurvivorRatio=90",
            "-Djava.locale.providers=SPI",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0");

    /** How long Java may take at its end to write an archive of classes, on a busy machine. */
    public static final Duration ARCHIVING = Duration.ofMinutes(2);

    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
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
        return start(folder, List.of(), Map.of(), words);
    }

    /** The same with options of Java in place of the archive of classes, and a further environment. */
    public static Child start(Path folder, List<String> options, Map<String, String> further, String... words) {
        if (!Files.isDirectory(LIB)) {
            throw new IllegalStateException(LIB + " is missing: run ./mvnw package first");
        }
        List<String> all = new ArrayList<>(program(options.isEmpty() ? List.of(Archive.option()) : options));
        all.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>(Map.of("HEADROOM_HOME", ROOT.toString(), "TZ", "UTC"));
        environment.putAll(further);
        return Child.start(folder, all, environment);
    }

    /** The words that start it, with a further option of Java. */
    static List<String> program(String option) {
        return program(List.of(Archive.option(), option));
    }

    static List<String> program(List<String> options) {
        List<String> all = new ArrayList<>(List.of(JAVA.toString()));
        all.addAll(LAUNCHERS);
        all.addAll(options);
        all.addAll(List.of("-cp", LIB + "/*", "dev.headroom.receiver.cli.Main"));
        return all;
    }

    /** Runs a command to its end. */
    public static Result run(Path folder, Duration limit, String... words) {
        return run(folder, limit, Map.of(), words);
    }

    /** Runs a command to its end with more in its environment. */
    static Result run(Path folder, Duration limit, Map<String, String> environment, String... words) {
        try (Child child = start(folder, List.of(), environment, words)) {
            int exit = child.exit(limit);
            return new Result(exit, child.out(), child.err());
        }
    }

    /** The port of a receiver, as soon as it listens. */
    public static int port(Child serving) {
        return Integer.parseInt(serving.said(LISTENING));
    }

    /**
     * A port that nobody listens on, and that is given to nobody else: below those that the system gives away by itself, so that it is
     * still free after a restart, and of those of this JVM among the ones that test beside each other.
     */
    public static int freePort() {
        while (true) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // somebody has it: the next one
            }
        }
    }
}
