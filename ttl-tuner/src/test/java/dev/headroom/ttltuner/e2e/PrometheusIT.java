package dev.headroom.ttltuner.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.ttltuner.source.prometheus.PrometheusRates;
import dev.headroom.ttltuner.tuning.Reading;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reading.Window;
import dev.headroom.ttltuner.tuning.Reason;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hit rates by the shipped recording rules on each real Prometheus that is here, which evaluates them each second. */
@ParameterizedClass(name = "Prometheus {0}")
@MethodSource("found")
class PrometheusIT {
    private static final String NONE = "none";
    private static final Path RULES = Path.of("..", "alert-rules", "signals.rules.yml");

    @Parameter(0)
    String version;

    @Parameter(1)
    String program;

    @TempDir
    Path folder;

    private final int port = RedisServer.freePort();
    private HttpServer app;
    private Process prometheus;
    private volatile long restarted = System.nanoTime();

    /** Versions and files: the system's own, and the newest where it is built. */
    static List<Arguments> found() throws IOException {
        Process search = new ProcessBuilder("tests/peers/build", "--found", "prometheus")
                .directory(new File(".."))
                .redirectError(Redirect.INHERIT)
                .start();
        List<Arguments> found = new String(search.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .map(line -> line.split("\t"))
                .filter(part -> part[1].equals("prometheus"))
                .filter(part ->
                        System.getProperty("headroom.generation", part[0]).equals(part[0]))
                .map(part -> Arguments.of(part[2], part[3]))
                .toList();
        return found.isEmpty() ? List.of(Arguments.of(NONE, NONE)) : found;
    }

    @BeforeEach
    void start() throws IOException {
        if (version.equals(NONE)) {
            System.err.println("SKIPPED: PrometheusIT, no prometheus on the PATH and none built");
        }
        assumeFalse(version.equals(NONE), "no prometheus");
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext("/metrics", this::metrics);
        app.start();
        Files.writeString(
                folder.resolve("signals.rules.yml"), Files.readString(RULES).replace("interval: 15s", "interval: 1s"));
        Files.writeString(
                folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                rule_files: [signals.rules.yml]
                scrape_configs: [{job_name: app, static_configs: [{targets: ["127.0.0.1:%d"]}]}]
                """.formatted(app.getAddress().getPort()));
        prometheus = new ProcessBuilder(
                        program,
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    @AfterEach
    void end() throws InterruptedException {
        if (prometheus != null) {
            prometheus.destroy();
            prometheus.waitFor(20, TimeUnit.SECONDS);
            prometheus.destroyForcibly();
            app.stop(0);
        }
    }

    /** Per second: fast has 7 hits and 3 misses, of which 2 expired; balanced only misses; the rest is never asked. */
    private void metrics(HttpExchange exchange) throws IOException {
        double seconds = (System.nanoTime() - restarted) / 1e9;
        byte[] body = """
                cache_hits_total{service="app",mode="fast"} %f
                cache_misses_total{service="app",mode="fast"} %f
                cache_ttl_expired_total{service="app",mode="fast"} %f
                cache_misses_total{service="app",mode="balanced"} %f
                """.formatted(7 * seconds, 3 * seconds, 2 * seconds, 5 * seconds)
                .getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Test
    void theShippedRulesTellEachModesHitRateAlsoWhenTheAppRestarts() {
        PrometheusRates rates =
                new PrometheusRates(Endpoint.open(URI.create("http://127.0.0.1:" + port)), Duration.ofSeconds(60));

        Wait.until("fast has a hit rate", () -> reading(rates, "fast") instanceof Window);
        assertThat(window(rates, "fast").hitRate()).isCloseTo(0.7, within(0.02));
        restarted = System.nanoTime();
        Wait.until("it is counted on", () -> (System.nanoTime() - restarted) / 1e9 > 5);

        Window fast = window(rates, "fast");
        assertThat(fast.hitRate()).isCloseTo(0.7, within(0.02));
        Wait.until("two of three misses are told to be expiries", () -> Math.abs(expiries(rates) - 2.0 / 3) < 0.1);
        Window balanced = window(rates, "balanced");
        assertThat(balanced.hitRate()).as("only misses").isZero();
        assertThat(balanced.lookups()).isPositive();
        assertThat(balanced.expired()).as("nobody counts them").isEmpty();
        assertThat(reading(rates, "creative"))
                .isInstanceOfSatisfying(
                        Missing.class, missing -> assertThat(missing.reason()).isEqualTo(Reason.NO_DATA));
    }

    /** The share of misses; the two are rates of windows that end a second apart. */
    private static double expiries(PrometheusRates rates) {
        Window fast = window(rates, "fast");
        return fast.expired().orElseThrow() / fast.misses();
    }

    private static Window window(PrometheusRates rates, String mode) {
        return (Window) reading(rates, mode);
    }

    private static Reading reading(PrometheusRates rates, String mode) {
        Instant now = Instant.now();
        return rates.read(Map.of(mode, now), now).get(mode);
    }
}
