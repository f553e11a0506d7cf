package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.redis.RedisHost;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.GpuSpec.Count;
import dev.headroom.receiver.config.GpuSpec.Reading;
import dev.headroom.receiver.config.GpuSpec.Server;
import dev.headroom.receiver.config.GpuSpec.ServerKind;
import dev.headroom.receiver.config.GpuSpec.Source;
import dev.headroom.receiver.config.GpuSpec.Unknown;
import dev.headroom.receiver.config.GpuSpec.Unloads;
import dev.headroom.receiver.config.HeadroomConfig.Alertmanager;
import dev.headroom.receiver.config.HeadroomConfig.Lease;
import dev.headroom.receiver.config.HeadroomConfig.Listen;
import dev.headroom.receiver.config.HeadroomConfig.StoreSpec;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.HeadroomConfig.Timing;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.http.PlainServer;
import dev.headroom.receiver.gpu.prometheus.Names;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookSpec;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.standby.http.HttpSleepingServers;
import dev.headroom.receiver.standby.http.SleeperKind;
import dev.headroom.receiver.target.kubernetes.OnHpa;
import dev.headroom.receiver.target.kubernetes.Workload;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.Secret;
import dev.headroom.settings.YamlSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadroomFileTest {
    private static final HeadroomConfig DEFAULTS = new HeadroomConfig(
            new Listen("127.0.0.1", 9095, null),
            Path.of("alert-rules/scaling-policy.yml"),
            new StoreSpec.Sqlite(Path.of("data/headroom.db")),
            new TargetSpec.Simulated(Duration.ofSeconds(2)),
            null,
            null,
            new GpuSpec(
                    Source.NONE,
                    Count.NONE,
                    new Reading(null, Names.HEADROOM, "", Duration.ofSeconds(5), Duration.ofSeconds(30)),
                    Unknown.REFUSE,
                    Map.of(
                            "Qwen 32B (4-bit)", 16_000_000_000L,
                            "Mistral 7B (4-bit)", 4_000_000_000L,
                            "Llama3 8B (4-bit)", 5_000_000_000L),
                    new Unloads(true, List.of())),
            Map.of(),
            Map.of(),
            Watchdog.named("Watchdog"),
            new Timing(Duration.ofSeconds(5), Duration.ofMinutes(7), Duration.ofMinutes(5), Duration.ofDays(30)),
            null,
            null);

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    private static Access open(String section) {
        Access.Help help = new Access.Help(
                "set %1$s.token_file or %1$s.basic_auth in headroom.yml".formatted(section),
                "set %s.ca_file in headroom.yml".formatted(section));
        return new Access(Access.OPEN.authorization(), Access.OPEN.tls(), help);
    }

    private static Endpoint server(String section, String url) {
        return new Endpoint(URI.create(url), open(section));
    }

    @Test
    void defaults() {
        HeadroomConfig config =
                HeadroomFile.read(YamlSource.empty("headroom.yml", name -> Optional.empty()), Map.of(), Purpose.LOOK);
        assertThat(config).isEqualTo(DEFAULTS);
    }

    private static ModelServer.Terms terms(
            String kind, String url, List<String> gpus, Set<String> pinned, int seconds) {
        return new ModelServer.Terms(kind, url, gpus, pinned, kind.equals("vllm"), Duration.ofSeconds(seconds));
    }

    @Test
    void anEmptyFileMeansTheDefaults() throws IOException {
        assertThat(read("")).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKey() throws IOException {
        assertThat(read("""
                listen: "[::]:8080"
                token_file: ${SECRETS}/webhook-token
                policy: policies/my.yml
                store: redis://127.0.0.1:6379/0?prefix=staging&durability=none
                target:
                  kind: compose
                  start_time: 500ms
                  project: fragrance-ai
                  namespace: inference
                alertmanager: {url: "http://127.0.0.1:9093", receiver: scaler, poll_interval: 30s}
                prometheus: {url: "https://prometheus.example/base"}
                gpu:
                  source: prometheus
                  library: /opt/nvidia/libnvidia-ml.so.1
                  metrics: dcgm
                  selector: 'instance="gpu-1:9400", job="dcgm"'
                  read_every: 10s
                  max_age: 1m
                  on_unknown: allow
                  models: {small: 512MiB, large: 70GB}
                  unload_for_p0: false
                  servers:
                    - {kind: triton, url: "http://127.0.0.1:8000", gpus: [0, 1], pinned: [qwen], timeout: 2s}
                    - {kind: ollama, url: "http://127.0.0.1:11434", keep_alive: 20m}
                    - {kind: vllm, url: "http://127.0.0.1:8001", gpus: [1, MIG-7f2a-0]}
                    - {kind: http, url: "https://models/base", models: /models, unload: "/models/{model}/unload"}
                hooks:
                  worker-llm:
                    active_tasks: {query: 'sum(t{i="{address}:8000"})'}
                    loaded: health_check
                    drain: http://{address}:8000/drain
                    route: https://proxy/{name}/{number}
                  worker-rl:
                    timeout: 2m
                    active_tasks: http://{address}/tasks
                    checkpoint: http://{address}/checkpoint
                standby:
                  worker-llm: {server: vllm, url: "http://{address}:8000"}
                  worker-rl: {server: triton, url: "http://{name}:8000", model: policy, timeout: 2s, wake_timeout: 3m}
                evaluate_every: 1s
                alert_ttl: 1h30m
                blind_after: 10m
                history: 2w
                lease: {namespace: ops, name: headroom}
                """))
                .isEqualTo(new HeadroomConfig(
                        new Listen("::", 8080, Path.of("/run/secrets/webhook-token")),
                        Path.of("policies/my.yml"),
                        new StoreSpec.Redis(new RedisHost(URI.create("redis://127.0.0.1:6379/0")), "staging:", false),
                        new TargetSpec.Compose("fragrance-ai"),
                        new Alertmanager(
                                server("alertmanager", "http://127.0.0.1:9093"), "scaler", Duration.ofSeconds(30)),
                        server("prometheus", "https://prometheus.example/base"),
                        new GpuSpec(
                                Source.PROMETHEUS,
                                Count.NONE,
                                new Reading(
                                        Path.of("/opt/nvidia/libnvidia-ml.so.1"),
                                        Names.DCGM,
                                        "instance=\"gpu-1:9400\", job=\"dcgm\"",
                                        Duration.ofSeconds(10),
                                        Duration.ofMinutes(1)),
                                Unknown.ALLOW,
                                Map.of("small", 512L << 20, "large", 70_000_000_000L),
                                new Unloads(
                                        false,
                                        List.of(
                                                new Server(
                                                        ServerKind.TRITON,
                                                        terms(
                                                                "triton",
                                                                "http://127.0.0.1:8000",
                                                                List.of("0", "1"),
                                                                Set.of("qwen"),
                                                                2),
                                                        open("gpu.servers[0]"),
                                                        Duration.ofMinutes(5),
                                                        null),
                                                new Server(
                                                        ServerKind.OLLAMA,
                                                        terms(
                                                                "ollama",
                                                                "http://127.0.0.1:11434",
                                                                List.of(),
                                                                Set.of(),
                                                                5),
                                                        open("gpu.servers[1]"),
                                                        Duration.ofMinutes(20),
                                                        null),
                                                new Server(
                                                        ServerKind.VLLM,
                                                        terms(
                                                                "vllm",
                                                                "http://127.0.0.1:8001",
                                                                List.of("1", "MIG-7f2a-0"),
                                                                Set.of(),
                                                                5),
                                                        open("gpu.servers[2]"),
                                                        Duration.ofMinutes(5),
                                                        null),
                                                new Server(
                                                        ServerKind.HTTP,
                                                        terms("http", "https://models/base", List.of(), Set.of(), 5),
                                                        open("gpu.servers[3]"),
                                                        Duration.ofMinutes(5),
                                                        new PlainServer.Paths("/models", "/models/{model}/unload"))))),
                        Map.of(
                                "worker-llm",
                                new HttpHooks.Service(
                                        Map.of(
                                                Hook.ACTIVE_TASKS, new HookSpec.Query("sum(t{i=\"{address}:8000\"})"),
                                                Hook.LOADED, new HookSpec.HealthCheck(),
                                                Hook.DRAIN, new HookSpec.Url("http://{address}:8000/drain"),
                                                Hook.ROUTE, new HookSpec.Url("https://proxy/{name}/{number}")),
                                        Duration.ofSeconds(10),
                                        open("hooks.worker-llm")),
                                "worker-rl",
                                new HttpHooks.Service(
                                        Map.of(
                                                Hook.ACTIVE_TASKS, new HookSpec.Url("http://{address}/tasks"),
                                                Hook.CHECKPOINT, new HookSpec.Url("http://{address}/checkpoint")),
                                        Duration.ofMinutes(2),
                                        open("hooks.worker-rl"))),
                        Map.of(
                                "worker-llm",
                                new HttpSleepingServers.Service(
                                        SleeperKind.VLLM,
                                        "http://{address}:8000",
                                        "",
                                        Duration.ofSeconds(5),
                                        Duration.ofMinutes(1),
                                        open("standby.worker-llm")),
                                "worker-rl",
                                new HttpSleepingServers.Service(
                                        SleeperKind.TRITON,
                                        "http://{name}:8000",
                                        "policy",
                                        Duration.ofSeconds(2),
                                        Duration.ofMinutes(3),
                                        open("standby.worker-rl"))),
                        Watchdog.named("Watchdog"),
                        new Timing(
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(90),
                                Duration.ofMinutes(10),
                                Duration.ofDays(14)),
                        new Lease("ops", "headroom"),
                        null));
    }

    @Test
    void alertmanagerNeedsOnlyItsUrl() throws IOException {
        assertThat(read("alertmanager: {url: \"http://am:9093\"}").alertmanager())
                .isEqualTo(
                        new Alertmanager(server("alertmanager", "http://am:9093"), "headroom", Duration.ofSeconds(15)));
        assertThat(read("alertmanager: {receiver: scaler}").alertmanager()).isNull();
    }

    @Test
    void everyTarget() throws IOException {
        assertThat(read("target: {kind: advice}").target()).isEqualTo(new TargetSpec.Advice());
        assertThat(read("target: {kind: simulated, start_time: 0}").target())
                .isEqualTo(new TargetSpec.Simulated(Duration.ZERO));
        assertThat(read("target: {kind: swarm}").target()).isEqualTo(new TargetSpec.Swarm(""));
        assertThat(read("target: {kind: swarm, project: shop}").target()).isEqualTo(new TargetSpec.Swarm("shop"));
        assertThat(read("target: {kind: kubernetes, namespace: inference}").target())
                .isEqualTo(new TargetSpec.Kubernetes("inference", OnHpa.FLOOR, Map.of()));
    }

    @Test
    void workloadsOfAClusterAreWhatTheFileSaysAndElseTheDeploymentOfTheServicesName() throws IOException {
        TargetSpec.Kubernetes target = (TargetSpec.Kubernetes) read("""
                target:
                  kind: kubernetes
                  namespace: inference
                  on_hpa: refuse
                  workloads:
                    worker-rl: {kind: StatefulSet, name: trainer, namespace: training}
                    app: {name: web}
                """).target();

        assertThat(target.onHpa()).isEqualTo(OnHpa.REFUSE);
        assertThat(target.workload("worker-rl"))
                .isEqualTo(new Workload(Workload.Kind.STATEFUL_SET, "training", "trainer"));
        assertThat(target.workload("app")).isEqualTo(new Workload(Workload.Kind.DEPLOYMENT, "inference", "web"));
        assertThat(target.workload("worker-llm"))
                .isEqualTo(new Workload(Workload.Kind.DEPLOYMENT, "inference", "worker-llm"));
    }

    @Test
    void aWorkloadMayBeOfAnyKindThatTheApiNames() throws IOException {
        TargetSpec.Kubernetes target = (TargetSpec.Kubernetes) read("""
                target:
                  kind: kubernetes
                  namespace: inference
                  workloads:
                    app: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web}
                    worker: {apiVersion: apps/v1, kind: StatefulSet}
                """).target();

        assertThat(target.workload("app"))
                .isEqualTo(new Workload(new Workload.Kind("argoproj.io/v1alpha1", "Rollout"), "inference", "web"))
                .hasToString("Rollout.argoproj.io inference/web");
        assertThat(target.workload("worker").kind()).isEqualTo(Workload.Kind.STATEFUL_SET);
        assertThatThrownBy(() -> read("""
                target:
                  kind: kubernetes
                  namespace: inference
                  workloads:
                    a: {kind: Rollout}
                    b: {apiVersion: argoproj.io, kind: Rollout}
                    c: {apiVersion: argoproj.io/v1alpha1, kind: rollouts}
                """))
                .hasMessageContaining(
                        "target.workloads.a.kind: must be Deployment or StatefulSet where there is no apiVersion")
                .hasMessageContaining("target.workloads.b.apiVersion: must be a group and version of the API")
                .hasMessageContaining("target.workloads.c.kind: must be a kind of the API");
    }

    @Test
    void optionsOverrideTheFile() throws IOException {
        String file = "listen: 127.0.0.1:1\nstore: sqlite:a.db\ntarget: {kind: compose, project: p, start_time: 7s}\n";
        HeadroomConfig config =
                read(file, Map.of("listen", "localhost:0", "store", "sqlite:/var/b.db", "target", "simulated"));
        assertThat(config.listen()).isEqualTo(new Listen("localhost", 0, null));
        assertThat(config.store()).isEqualTo(new StoreSpec.Sqlite(Path.of("/var/b.db")));
        assertThat(config.target()).isEqualTo(new TargetSpec.Simulated(Duration.ofSeconds(7)));
    }

    @Test
    void optionsAreCheckedLikeTheFile() {
        assertThatThrownBy(() ->
                        HeadroomFile.defaults(Map.of("listen", "0.0.0.0:9095", "target", "composed"), Purpose.LOOK))
                .hasMessage("""
                        --listen: listen: must be a loopback address where there is no token_file, found "0.0.0.0:9095"; \
                        add token_file, or listen on 127.0.0.1:9095
                        --target: target.kind: must be one of advice, compose, kubernetes, simulated, swarm, found "composed"; \
                        did you mean compose?""");
    }

    @Test
    void credentialsOfRedisStandBesideItsUrl() throws IOException {
        StoreSpec named = read("""
                store: {url: "rediss://r:7000/2?prefix=staging", username: headroom, password_file: "${SECRETS}/redis"}
                """).store();
        Secret password = new Secret("store.password_file", Path.of("/run/secrets/redis"), Secret.Form.PASSWORD);
        assertThat(named)
                .isEqualTo(new StoreSpec.Redis(
                        new RedisHost(URI.create("rediss://r:7000/2"), "headroom", password), "staging:", true));
        assertThat(read("store: {url: \"redis://r\"}").store())
                .isEqualTo(new StoreSpec.Redis(new RedisHost(URI.create("redis://r")), "headroom:", true));
        assertThat(warnings).isEmpty();
        assertThatThrownBy(() -> read("store: {url: \"redis://:S3CRET@r\", username: x}"))
                .hasMessageContainingAll(
                        "store.url: must hold no user and no password, found \"redis://***@r\"",
                        "store.username: must stand beside a password_file")
                .message()
                .doesNotContain("S3CRET");
    }

    @Test
    void credentialsInTheUrlOfRedisAreTakenWithAWarning() throws IOException {
        assertThat(read("store: redis://:${PASSWORD}@127.0.0.1:6379/0").store())
                .isEqualTo(new StoreSpec.Redis(
                        new RedisHost(URI.create("redis://:pass@127.0.0.1:6379/0")), "headroom:", true));
        assertThat(warnings)
                .singleElement()
                .asString()
                .endsWith("headroom.yml:1:8: store: must hold no user and no password after this release,"
                        + " found \"redis://***@127.0.0.1:6379/0\"; write store: {url: redis://HOST:6379/0,"
                        + " password_file: FILE}, and username: NAME beside them where it is not the default user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alertmanager: {url: 'http://ana:S3CRET@h'}",
                "prometheus: {url: 'https://ana:S3CRET@h/base'}",
                "gpu: {servers: [{kind: triton, url: 'http://ana:S3CRET@h'}]}",
                "hooks: {app: {drain: 'http://ana:S3CRET@{address}/drain'}}",
                "hooks: {app: {loaded: 'http://ana:S3CRET@{address}/loaded'}}",
                "advertise: 'http://ana:S3CRET@h:1'",
            })
    void noUrlHoldsAUserOrAPassword(String text) {
        assertThatThrownBy(() -> read(text))
                .hasMessageContainingAll(
                        "must hold no user and no password", "***@", "; remove what stands before the @")
                .message()
                .doesNotContain("S3CRET");
    }

    @Test
    void everyServerCanBeAskedAsSomebody() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "t0ken\n");
        Path password = Files.writeString(folder.resolve("password"), "pass:word\n");
        HeadroomConfig config = read("""
                alertmanager: {url: "http://am", token_file: TOKEN}
                prometheus: {url: "http://p", basic_auth: {username: ana, password_file: PASSWORD}}
                gpu: {servers: [{kind: ollama, url: "http://o", token_file: TOKEN}]}
                hooks: {app: {drain: "http://{address}", token_file: TOKEN}}
                """.replace("TOKEN", token.toString()).replace("PASSWORD", password.toString()));
        List<Access> accesses = List.of(
                config.alertmanager().server().access(),
                config.gpu().unloads().servers().get(0).access(),
                config.hooks().get("app").access());
        for (Access access : accesses) {
            assertThat(access.authorization().now()).contains("Bearer t0ken");
            assertThat(access.toString()).doesNotContain("t0ken");
        }
        assertThat(config.alertmanager().server().access().help().refused())
                .isEqualTo("check alertmanager.token_file in headroom.yml");
        assertThat(config.prometheus().access().authorization().now()).contains("Basic YW5hOnBhc3M6d29yZA==");
        assertThat(config.prometheus().access().help().refused())
                .isEqualTo("check prometheus.basic_auth in headroom.yml");
    }

    @Test
    void anAuthorityIsOfUseWhereHttpsIsSpokenAlone() throws IOException {
        Path ca = Files.writeString(folder.resolve("ca.pem"), "");
        for (String text : List.of(
                "alertmanager: {url: 'http://h', ca_file: CA}",
                "prometheus: {url: 'http://h', ca_file: CA}",
                "gpu: {servers: [{kind: triton, url: 'http://h', ca_file: CA}]}",
                "hooks: {app: {drain: 'http://{address}/drain', ca_file: CA}}")) {
            assertThatThrownBy(() -> read(text.replace("CA", ca.toString())))
                    .as(text)
                    .hasMessageContaining("ca_file: must stand beside an https URL");
        }
        read("hooks: {app: {drain: 'http://{address}', route: 'https://{address}', ca_file: " + ca + "}}");
    }

    @Test
    void namesOfItsOwn() throws IOException {
        assertThat(read("hosts: [Headroom.Example, scaler]").listen().hosts())
                .containsExactlyInAnyOrder("headroom.example", "scaler");
        assertThatThrownBy(() -> read("hosts: ['http://x', 'x:9095', '']"))
                .hasMessageContainingAll("hosts[0]: must be a name without scheme and port", "hosts[1]", "hosts[2]");
    }

    @Test
    void tlsAndUsers() throws IOException {
        Listen listen = read("""
                listen: 0.0.0.0:9095
                basic_auth_file: users
                tls: {cert_file: cert.pem, key_file: key.pem, client_ca_file: ca.pem}
                """).listen();
        assertThat(listen.basicAuthFile()).isEqualTo(Path.of("users"));
        assertThat(listen.tls())
                .isEqualTo(new HeadroomConfig.Tls(Path.of("cert.pem"), Path.of("key.pem"), Path.of("ca.pem")));
        assertThat(read("tls: {cert_file: c, key_file: k}").listen().tls())
                .isEqualTo(new HeadroomConfig.Tls(Path.of("c"), Path.of("k"), null));
        assertThatThrownBy(() -> read("tls: {cert_file: c}")).hasMessageContaining("tls.key_file: is required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token_file: t|true",
                "basic_auth_file: u|true",
                "tls: {cert_file: c, key_file: k, client_ca_file: a}|true",
                "tls: {cert_file: c, key_file: k}|false",
                "evaluate_every: 5s|false",
            })
    void beyondLoopbackItAsksWhoIsThere(String line, boolean allowed) {
        String text = "listen: 0.0.0.0:9095\n" + line + "\n";
        if (allowed) {
            assertThatCode(() -> read(text)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> read(text)).hasMessageContaining("must be a loopback address");
        }
    }

    @Test
    void aPolicyThatIsNotHereIsTakenFromHome() throws IOException {
        Path installed = Files.writeString(folder.resolve("shipped.yml"), "version: 1\n");
        assertThat(read("policy: shipped.yml").policy()).isEqualTo(installed);
        assertThat(read("policy: elsewhere.yml").policy()).isEqualTo(Path.of("elsewhere.yml"));
        assertThat(read("policy: /etc/shipped.yml").policy()).isEqualTo(Path.of("/etc/shipped.yml"));
        assertThat(read("policy: pom.xml").policy()).as("one that is here").isEqualTo(Path.of("pom.xml"));
    }

    private HeadroomConfig read(String text) throws IOException {
        return read(text, Map.of());
    }

    private HeadroomConfig read(String text, Map<String, String> options) throws IOException {
        Map<String, String> variables =
                Map.of("SECRETS", "/run/secrets", "PASSWORD", "pass", "HEADROOM_HOME", folder.toString());
        Path file = Files.writeString(folder.resolve("headroom.yml"), text);
        return HeadroomFile.read(
                YamlSource.open(file, name -> Optional.ofNullable(variables.get(name))),
                options,
                Purpose.check(warning -> warnings.add(warning.toString())));
    }

    @Test
    void theWatchdogIsNamedOrGivenUpOrFoundByItsLabels() throws IOException {
        assertThat(read("evidence: {watchdog: DeadMansSwitch}").watchdog()).isEqualTo(Watchdog.named("DeadMansSwitch"));
        assertThat(read("evidence: {watchdog: none}").watchdog()).isEqualTo(Watchdog.none());
        assertThat(read("evidence: {watchdog: {alertname: Watchdog, cluster: eu}}")
                        .watchdog())
                .isEqualTo(new Watchdog(Map.of("alertname", "Watchdog", "cluster", "eu")));
    }
}
