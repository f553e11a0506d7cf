package dev.headroom.receiver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Many Deployments with thousands of pods on a real control plane: what the packaged program uses at its start, while nothing
 * changes, and in bursts in which an alert fires for each service.
 */
public final class BurstBenchmark {
    private static final int SERVICES = Integer.getInteger("services", 300);
    private static final int PODS = Integer.getInteger("pods", 10);
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final Duration IDLE = Duration.ofMinutes(1);

    private BurstBenchmark() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("burst-benchmark");
        try (TestNamespace cluster = TestNamespace.fresh()) {
            cluster.account();
            cluster.apply(IntStream.range(0, SERVICES)
                    .mapToObj(BurstBenchmark::deployment)
                    .collect(Collectors.joining("---\n"))
                    .replace("NAMESPACE", cluster.name()));
            Waiting.until(LONGEST, "all pods are ready", () -> ready(cluster) == SERVICES * PODS);
            try (Child child = start(folder, cluster)) {
                measure(child);
            }
        }
        System.exit(0); // the nodes are played by threads that do not end
    }

    private static String name(int number) {
        return "service-%03d".formatted(number);
    }

    private static String deployment(int number) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: NAMESPACE, labels: {app: %1$s, team: inference}}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata:
                      labels: {app: %1$s, team: inference, tier: gpu}
                      annotations: {prometheus.io/scrape: "true", prometheus.io/port: "8000"}
                    spec:
                      containers:
                        - name: main
                          image: registry.example.com/inference/%1$s:1.0.0
                          args: [--model, /models/llm, --port, "8000"]
                          env: [%3$s]
                          ports: [{name: metrics, containerPort: 8000}]
                          resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {cpu: "1", memory: 1Gi}}
                          readinessProbe: {httpGet: {path: /health, port: 8000}}
                          volumeMounts: [{name: models, mountPath: /models}]
                        - {name: proxy, image: "registry.example.com/proxy:1", resources: {requests: {cpu: 10m}}}
                      volumes: [{name: models, emptyDir: {}}]
                """.formatted(
                        name(number),
                        PODS,
                        IntStream.range(0, 20)
                                .mapToObj(i -> "{name: SETTING_%d, value: \"a value of %d\"}".formatted(i, i))
                                .collect(Collectors.joining(", ")));
    }

    private static int ready(TestNamespace cluster) {
        return cluster.admin().apps().deployments().inNamespace(cluster.name()).list().getItems().stream()
                .mapToInt(deployment -> deployment.getStatus().getReadyReplicas() == null
                        ? 0
                        : deployment.getStatus().getReadyReplicas())
                .sum();
    }

    private static Child start(Path folder, TestNamespace cluster) throws IOException {
        StringBuilder policy = new StringBuilder("version: 1\nservices:\n");
        for (int i = 0; i < SERVICES; i++) {
            policy.append(
                    "  %s: {min_replicas: 1, max_replicas: 50, triggers: {first: {cooldown: 1h}, second: {cooldown: 1h}}}\n"
                            .formatted(name(i)));
        }
        Files.writeString(folder.resolve("policy.yml"), policy);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                policy: %s
                store: sqlite:%s
                target: {kind: kubernetes, namespace: %s}
                evaluate_every: 5s
                """.formatted(
                        folder.resolve("policy.yml"), folder.resolve("headroom.db"), cluster.name()));
        ControlPlane plane = ControlPlane.running();
        Path kubeconfig = plane.kubeconfig(cluster.name(), plane.port(), cluster.token(), cluster.name());
        return Distribution.start(
                folder, List.of(), Map.of("KUBECONFIG", kubeconfig.toString(), "MALLOC_ARENA_MAX", "2"), "serve");
    }

    private static void measure(Child child) throws IOException {
        Http http = Http.at(Distribution.port(child));
        settled(http, PODS);
        System.out.printf(
                "%d Deployments, %d pods: %.1f s of CPU until all were seen; %s%n",
                SERVICES, SERVICES * PODS, Usage.cpu(child), memory(child));
        Requests before = Requests.now();
        double cpu = Usage.cpu(child);
        Waiting.sleep(IDLE);
        Requests idle = Requests.now().since(before);
        System.out.printf(
                "a minute of nothing: %.1f s of CPU; %d lists of Deployments and %d of pods by anybody, %d of scales%n",
                Usage.cpu(child) - cpu, idle.deployments(), idle.pods(), idle.gets() + idle.puts());
        burst(child, http, "first", PODS + 1);
        burst(child, http, "second", PODS + 2);
        cpu = Usage.cpu(child);
        Waiting.sleep(IDLE);
        System.out.printf("a minute after them: %.1f s of CPU; %s%n", Usage.cpu(child) - cpu, memory(child));
    }

    /** Resident are mapped files, too, which the system can take back. */
    private static String memory(Child child) throws IOException {
        return "%s resident, of which %s are its own"
                .formatted(Usage.status(child, "VmRSS"), Usage.status(child, "RssAnon"));
    }

    private static void burst(Child child, Http http, String trigger, int count) throws IOException {
        Requests before = Requests.now();
        double cpu = Usage.cpu(child);
        long began = System.nanoTime();
        String alerts = IntStream.range(0, SERVICES)
                .mapToObj(i -> """
                        {"status":"firing","labels":{"alertname":"High","service":"%1$s","trigger":"%2$s","scale":"up",\
                        "priority":"P2"},"annotations":{},"startsAt":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z",\
                        "fingerprint":"%3$016x"}""".formatted(name(i), trigger, trigger.hashCode() * 1000L + i))
                .collect(Collectors.joining(","));
        http.post("/webhook", """
                {"receiver":"headroom","status":"firing","alerts":[%s],"groupLabels":{},"commonLabels":{},\
                "commonAnnotations":{},"externalURL":"","version":"4","groupKey":"{}:{}","truncatedAlerts":0}""".formatted(alerts));
        settled(http, count);
        Requests done = Requests.now().since(before);
        System.out.printf(
                "a burst of %d ups: %.0f s, %.1f s of CPU; %d GET and %d PUT of scales, %d lists of Deployments; %s, at most %s%n",
                SERVICES,
                (System.nanoTime() - began) / 1e9,
                Usage.cpu(child) - cpu,
                done.gets(),
                done.puts(),
                done.deployments(),
                memory(child),
                Usage.status(child, "VmHWM"));
    }

    private static void settled(Http http, int count) {
        Waiting.until(LONGEST, "all have " + count, () -> {
            Waiting.sleep(LOOK); // each look is work for the program, too
            return at(http, count) == SERVICES;
        });
    }

    /** How many have come so far; 0 where it has no time to answer. */
    private static long at(Http http, int count) {
        try {
            return StreamSupport.stream(http.get("/api/v1/services").spliterator(), false)
                    .filter(service -> isAt(service, count))
                    .count();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static boolean isAt(JsonNode service, int count) {
        return service.path("desired").asInt() == count
                && service.path("ready").asInt() == count
                && service.path("rollout").isNull();
    }

    /** What the API server has been asked for by anybody; nobody else asks for scales. */
    private record Requests(long gets, long puts, long deployments, long pods) {
        static Requests now() {
            List<String> lines = Kubectl.admin()
                    .must("get", "--raw", "/metrics")
                    .lines()
                    .filter(line -> line.startsWith("apiserver_request_total{"))
                    .toList();
            return new Requests(
                    sum(lines, "GET", "deployments", "scale"),
                    sum(lines, "PUT", "deployments", "scale"),
                    sum(lines, "LIST", "deployments", ""),
                    sum(lines, "LIST", "pods", ""));
        }

        private static long sum(List<String> lines, String verb, String resource, String subresource) {
            return lines.stream()
                    .filter(line -> line.contains("verb=\"" + verb + "\"")
                            && line.contains("resource=\"" + resource + "\"")
                            && line.contains("subresource=\"" + subresource + "\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }

        Requests since(Requests before) {
            return new Requests(
                    gets - before.gets, puts - before.puts, deployments - before.deployments, pods - before.pods);
        }
    }
}
