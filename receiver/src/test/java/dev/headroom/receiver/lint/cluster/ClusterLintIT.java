package dev.headroom.receiver.lint.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation on a real control plane, with the rights of the shipped Role alone, a real Alertmanager and a real Prometheus: a
 * good one has no finding, and each lack has its own.
 */
@Timeout(240)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class ClusterLintIT {
    private static final Generation GENERATION = Generation.any("prometheus", "alertmanager");
    private static final Servers SERVERS = new Servers();
    private static final String ROUTE = "- {matchers: ['scale =~ \"up|down\"'], receiver: headroom}";
    private static final String WATCHDOG = "- {matchers: [alertname = Watchdog], receiver: headroom}";

    @TempDir
    static Path folder;

    private static Http alertmanager;
    private static int prometheus;

    private final TestNamespace cluster = TestNamespace.fresh();
    private final Cluster api = new Cluster(cluster.accountConfig(), Duration.ofSeconds(15));

    @BeforeAll
    static void start() throws IOException {
        GENERATION.assumeHas(ClusterLintIT.class, "prometheus", "alertmanager");
        routes(ROUTE, WATCHDOG);
        int port = Distribution.freePort();
        start(
                "alertmanager",
                "--config.file=" + folder.resolve("alertmanager.yml"),
                "--storage.path=" + folder.resolve("alertmanager"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=");
        alertmanager = Http.at(port);
        Files.writeString(folder.resolve("rules.yml"), """
                groups:
                  - name: test
                    rules:
                      - {alert: Watchdog, expr: vector(1)}
                      - {alert: AppHighCPU, expr: up > 1, labels: {service: app, scale: up, trigger: cpu}}
                      - {alert: AppDown, expr: up < 1, labels: {severity: page}}
                """);
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yml]
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                scrape_configs:
                  - {job_name: test, static_configs: [{targets: ["127.0.0.1:%d"], labels: {service: app}}]}
                """.formatted(port, exporter()));
        prometheus = Distribution.freePort();
        start(
                "prometheus",
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + prometheus);
        Waiting.until(
                "the Watchdog is there",
                () -> alertmanager.answers("/-/ready")
                        && alertmanager.text("/api/v2/alerts").contains("Watchdog"));
    }

    private static void start(String program, String... options) {
        SERVERS.add(Child.start(
                folder,
                Stream.concat(Stream.of(GENERATION.program(program)), Stream.of(options))
                        .toList(),
                Map.of()));
    }

    private static int exporter() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = "container_cpu_usage_seconds_total 1\n".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        SERVERS.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private static void routes(String... routes) throws IOException {
        Files.writeString(folder.resolve("alertmanager.yml"), """
                route:
                  receiver: people
                  group_wait: 0s
                  routes:
                    %s
                receivers: [{name: people}, {name: headroom, webhook_configs: [{url: "http://127.0.0.1:1/webhook"}]}]
                """.formatted(String.join("\n    ", routes)));
        if (alertmanager != null) {
            assertThat(alertmanager.post("/-/reload", "")).isEqualTo(200);
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    @AfterEach
    void close() {
        api.close();
        cluster.close();
    }

    /** As it should be. */
    private void deploy(String name) {
        cluster.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 120
                      containers:
                        - {name: main, image: example.com/app, readinessProbe: {httpGet: {path: /, port: 80}}}
                """.formatted(name, cluster.name()));
    }

    private List<String> lacks(String policy, String more) throws IOException {
        HeadroomConfig config = HeadroomFile.read(
                Files.writeString(folder.resolve("headroom.yml"), """
                policy: policy.yml
                target: {kind: kubernetes, namespace: %s%s}
                """.formatted(cluster.name(), more)));
        return new ClusterLint(
                        config,
                        (TargetSpec.Kubernetes) config.target(),
                        PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), policy)),
                        api,
                        System::nanoTime)
                        .lacks(Right.named(
                                "coordination.k8s.io", "leases", List.of("get", "patch"), cluster.name(), "headroom"))
                        .stream()
                        .map(Lack::toString)
                        .toList();
    }

    private static final String POLICY = """
            version: 1
            services:
              app: {min_replicas: 1, max_replicas: 4, finish_timeout: 60s, triggers: {cpu: {cooldown: 1m}}}
            """;

    private static String pipeline() {
        return "}\nalertmanager: {url: \"http://127.0.0.1:%d\"}\nprometheus: {url: \"http://127.0.0.1:%d\""
                .formatted(alertmanager.port(), prometheus);
    }

    @Test
    void aGoodInstallationHasNoFinding() throws IOException {
        deploy("app");
        Waiting.until("its series are there", () -> series("up{service=\"app\"}"));

        assertThat(lacks(POLICY, pipeline())).isEmpty();
    }

    private static boolean series(String query) {
        return !Http.at(prometheus)
                .get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .at("/data/result")
                .isEmpty();
    }

    @Test
    void whatWorkloadsLackIsToldWithTheLinesToAdd() throws IOException {
        cluster.deployment("app", 1);
        cluster.autoscaler("app", "Deployment", 2, 3);

        List<String> lacks = lacks(
                POLICY + "  ghost: {min_replicas: 1, max_replicas: 2}\n  band: {min_replicas: 1, max_replicas: 2}\n",
                ", workloads: {band: {apiVersion: apps/v1, kind: Band}}" + pipeline());

        assertThat(lacks)
                .anySatisfy(lack -> assertThat(lack)
                        .startsWith("ghost: there is no Deployment " + cluster.name() + "/ghost; deploy it, or name ")
                        .endsWith("[workload]"));
        assertThat(lacks)
                .anySatisfy(lack -> assertThat(lack)
                        .startsWith("band: there is no kind Band in apps/v1: ")
                        .endsWith("[workload]"));
        assertThat(lacks)
                .anySatisfy(lack -> assertThat(lack)
                        .startsWith("app: main of Deployment " + cluster.name() + "/app has no readinessProbe: ")
                        .contains("readinessProbe: {httpGet: {path: /health, port: 8000}")
                        .endsWith("[probe]"));
        assertThat(lacks)
                .anySatisfy(lack -> assertThat(lack)
                        .contains("killed 30 s after they were told to end, and drain_timeout is 60 s")
                        .contains("terminationGracePeriodSeconds: 60")
                        .endsWith("[grace, warning]"));
        assertThat(lacks)
                .anySatisfy(lack -> assertThat(lack)
                        .contains("goes from 2 to 3, and the policy from 1 to 4")
                        .endsWith("[autoscaler, warning]"));
        assertThat(lacks).hasSize(5);
    }

    @Test
    void whatRightsAndSeriesLackIsToldWithTheLinesToAdd() throws IOException {
        deploy("app");
        deploy("worker");
        cluster.kubectl("delete", "rolebinding", "headroom");

        List<String> lacks = lacks(POLICY + "  worker: {min_replicas: 1, max_replicas: 2}\n", pipeline());
        assertThat(lacks)
                .anySatisfy(lack -> assertThat(lack)
                        .contains("in " + cluster.name() + " lacks all rights")
                        .contains("resources: [\"deployments/scale\"], verbs: [\"get\", \"update\"]")
                        .contains("resources: [\"leases\"], resourceNames: [\"headroom\"]")
                        .endsWith("[rights]"));

        cluster.account();
        Waiting.until("it may look", () -> {
            try {
                return lacks(POLICY, pipeline()).isEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(lacks(POLICY + "  worker: {min_replicas: 1, max_replicas: 2, finish_timeout: 60s}\n", pipeline()))
                .hasSize(2)
                .allMatch(lack -> lack.startsWith("worker: Prometheus has no ") && lack.endsWith("[labels]"))
                .anyMatch(lack ->
                        lack.contains("regex: '" + cluster.name() + ";worker-[bcdfghjklmnpqrstvwxz2-9]{1,10}-"));
        assertThat(lacks(POLICY, ""))
                .as("where nobody can be asked")
                .hasSize(1)
                .allMatch(lack -> lack.startsWith("nobody can tell whether Watchdog arrives: "));
    }

    @Test
    void whatDoesNotReachHeadroomIsToldWithTheRouteToAdd() throws IOException {
        deploy("app");
        try {
            routes("- {matchers: [alertname = Other], receiver: headroom}");

            assertThat(lacks(POLICY, pipeline()))
                    .hasSize(2)
                    .anyMatch(lack ->
                            lack.startsWith("Alertmanager has Watchdog, and no route takes it to the receiver headroom")
                                    && lack.contains("- {matchers: [alertname = Watchdog], receiver: headroom, ")
                                    && lack.endsWith("[watchdog]"))
                    .anyMatch(lack -> lack.startsWith(
                                    "app: no route of Alertmanager takes AppHighCPU to the receiver headroom; add - {")
                            && lack.endsWith("[route]"));
            assertThat(lacks(POLICY, pipeline() + "}\nevidence: {watchdog: {alertname: Rex}"))
                    .anyMatch(
                            lack -> lack.startsWith("Alertmanager has no alert Rex, ") && lack.endsWith("[watchdog]"));
        } finally {
            routes(ROUTE, WATCHDOG);
        }
    }
}
