package dev.headroom.receiver.oracle;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The oracle as a test sees it: a process that it starts, disturbs, and asks what was done. */
public final class Oracle implements AutoCloseable {
    public static final String PROJECT = OracleServer.PROJECT;

    private static final Pattern LISTENING = Pattern.compile("oracle on ([0-9]+)");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path folder;
    private final Path store;
    private final List<String> services;
    private final int port = Distribution.freePort();
    private Child child;

    /**
     * Starts it.
     *
     * @param folder where its log is kept
     * @param store the SQLite file in which the receiver writes the phases of its rollouts
     * @param services {@code name=replicas}, or {@code name~replicas} where new ones never become healthy
     */
    public Oracle(Path folder, Path store, List<String> services) {
        this.folder = folder;
        this.store = store;
        this.services = services;
        start();
    }

    /** Starts it, again with what its log tells. */
    public void start() {
        List<String> words = new ArrayList<>(List.of(
                JAVA.toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Distribution.TESTS + File.pathSeparator + Distribution.LIB + "/*",
                OracleServer.class.getName(),
                "" + port,
                folder.toString(),
                store.toString()));
        words.addAll(services);
        child = Child.start(folder, words, Map.of());
        child.said(LISTENING);
    }

    /** What DOCKER_HOST must be, so that the receiver finds it. */
    public String dockerHost() {
        return "tcp://127.0.0.1:" + port;
    }

    /** The URL of a hook, with the place for the replica's name. */
    public String hook(String service, String hook) {
        return "http://127.0.0.1:" + port + "/hooks/" + service + "/" + hook + "/{name}";
    }

    /** The base URL of the server of a replica, with the place for its name. */
    public String sleeper(String service) {
        return "http://127.0.0.1:" + port + "/sleepers/" + service + "/{name}";
    }

    public void set(Trap trap) {
        send(HttpRequest.newBuilder(traps())
                .POST(HttpRequest.BodyPublishers.ofString(trap.json().toString())));
    }

    /** Takes all traps away. */
    public void peace() {
        send(HttpRequest.newBuilder(traps()).DELETE());
    }

    private URI traps() {
        return URI.create("http://127.0.0.1:" + port + "/oracle/traps");
    }

    private void send(HttpRequest.Builder request) {
        try {
            var answer =
                    client.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 204) {
                throw new AssertionError("the oracle answered " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All that was done, in order. */
    public List<Effect> effects() {
        return EffectLog.read(folder.resolve(OracleServer.LOG));
    }

    /** How often something was done to a service. */
    public long count(String kind, String service) {
        return effects().stream()
                .filter(effect -> effect.is(kind) && effect.service().equals(service))
                .count();
    }

    public void kill() {
        child.kill();
    }

    /** Sends a signal by its name, such as STOP and CONT. */
    public void signal(String name) {
        Child.signal(child.process(), name);
        Waiting.sleep(Duration.ofMillis(50));
    }

    @Override
    public void close() {
        child.process().destroyForcibly();
        child.exit(Duration.ofSeconds(30));
    }
}
