package dev.headroom.receiver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.PastDay;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.store.Samples;
import dev.headroom.receiver.store.sqlite.SqliteStore;
import dev.headroom.receiver.time.Moment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How soon the page's first answers come, and how soon it is painted, with a hundred services and ten thousand decisions in the store. */
public final class PageBenchmark {
    private static final int SERVICES = 100;
    private static final int DECISIONS = 10_000;
    private static final int ROUNDS = 300;
    private static final int PAINTS = 5;
    private static final List<String> ANSWERS =
            List.of("/", "/api/v1/overview", "/api/v1/decisions?limit=50", "/api/v1/replicas?service=service-7");

    /** The one that ./headroom starts with. */
    private static final String ARCHIVE = "-XX:SharedArchiveFile=" + Distribution.LIB.resolveSibling("classes.jsa");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private PageBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("page-benchmark");
        Path policy = Files.writeString(folder.resolve("policy.yml"), policy());
        fill(folder.resolve("headroom.db"), PolicyFile.read(policy));
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                policy: %s
                store: sqlite:%s
                target: {kind: simulated}
                """.formatted(policy, folder.resolve("headroom.db")));
        try (Child child = Distribution.start(folder, List.of(ARCHIVE), Map.of(), "serve")) {
            int port = Distribution.port(child);
            Http http = Http.at(port);
            String last = "/api/v1/services/service-" + (SERVICES - 1);
            Waiting.until("all are judged", () -> http.answers(last + "/explanation"));
            for (String path : ANSWERS) {
                measure(port, path);
            }
            if (Browser.program().isPresent()) {
                paint(folder, port);
            }
        }
    }

    /** From the overview's arrival to the first picture that shows every service, in a browser. */
    private static void paint(Path folder, int port) throws IOException {
        try (Browser browser = Browser.start(folder)) {
            browser.look(1440, 900, false);
            for (int i = 0; i < PAINTS; i++) {
                browser.reopen("http://127.0.0.1:" + port + "/");
                JsonNode times = browser.run("""
                        return new Promise(done => {
                          const look = () => document.querySelectorAll('.rows > li').length === arguments[0]
                            ? requestAnimationFrame(() => requestAnimationFrame(() => {
                                const asked = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/page/'));
                                const files = [...asked, ...performance.getEntriesByType('navigation')];
                                done([Math.max(...asked.map(({ responseEnd }) => responseEnd)), performance.now(),
                                  files.reduce((all, { transferSize }) => all + transferSize, 0)]);
                              }))
                            : setTimeout(look, 5);
                          look();
                        });
                        """, SERVICES);
                System.out.printf(
                        "the page with %d services: its files (%d bytes with their headers) after %4.0f ms, all of it painted after %4.0f ms%n",
                        SERVICES,
                        times.path(2).asInt(),
                        times.path(0).asDouble(),
                        times.path(1).asDouble());
            }
        }
    }

    private static String policy() {
        StringBuilder policy = new StringBuilder("version: 1\nservices:\n");
        IntStream.range(0, SERVICES)
                .forEach(i -> policy.append("  service-")
                        .append(i)
                        .append(": {min_replicas: 1, max_replicas: 10, triggers: {queue_length: {cooldown: 10m}}}\n"));
        return policy.toString();
    }

    private static void fill(Path database, ScalingPolicy policy) {
        Instant now = Instant.now();
        PastDay.write(database, policy, now);
        try (SqliteStore store = SqliteStore.open(
                database, new AlertLifecycle(Duration.ofMinutes(7), null), Moment.steady(Instant.now()))) {
            IntStream.range(0, DECISIONS)
                    .forEach(i -> store.record(
                            Samples.hold("service-" + i % SERVICES, now.minusSeconds(5L * (DECISIONS - i)))));
        }
    }

    private static void measure(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        long[] nanos = new long[ROUNDS];
        int bytes = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            var answer = CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
            nanos[i] = System.nanoTime() - start;
            bytes = answer.body().length;
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " answered " + answer.statusCode());
            }
        }
        double first = nanos[0] / 1e6;
        Arrays.sort(nanos);
        System.out.printf(
                "%-36s %7d bytes; first %6.1f ms, p50 %5.1f ms, p99 %5.1f ms%n",
                path, bytes, first, nanos[ROUNDS / 2] / 1e6, nanos[ROUNDS * 99 / 100] / 1e6);
    }
}
