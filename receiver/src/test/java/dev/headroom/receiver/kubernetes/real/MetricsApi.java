package dev.headroom.receiver.kubernetes.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's external metrics, and those of its pods, as an adapter of Prometheus serves them: a number of each, which every
 * pod of a namespace tells as its own.
 */
public final class MetricsApi implements AutoCloseable {
    private static final String EXTERNAL = "external.metrics.k8s.io";
    private static final String CUSTOM = "custom.metrics.k8s.io";
    private static final Map<String, String> VERSIONS = Map.of(EXTERNAL, "v1beta1", CUSTOM, "v1beta2");

    /** The cluster asks one for all of it. */
    private final FileLock alone = ControlPlane.running().alone("metrics");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, AtomicLong> asked = new ConcurrentHashMap<>();
    private final TestNamespace namespace;
    private final HttpsServer server;
    /** By a metric's name and selector. */
    private final Map<String, Long> values = new ConcurrentHashMap<>();

    /** It is asked from soon after on. */
    public MetricsApi(TestNamespace namespace) throws IOException {
        this.namespace = namespace;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(ControlPlane.running().serving());
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        namespace.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: metrics, namespace: %s}
                spec: {type: ExternalName, externalName: localhost}
                """.formatted(namespace.name()));
        VERSIONS.forEach((group, version) -> namespace.apply("""
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: %2$s.%1$s}
                spec:
                  group: %1$s
                  version: %2$s
                  groupPriorityMinimum: 100
                  versionPriority: 100
                  insecureSkipTLSVerify: true
                  service: {name: metrics, namespace: %3$s, port: %4$d}
                """.formatted(
                        group, version, namespace.name(), server.getAddress().getPort())));
    }

    /** What is told from now on of a metric without a selector, and of a pod's. */
    public void tell(String metric, long number) {
        tell(metric, "", number);
        asked.remove(metric);
    }

    /** @param selector as an autoscaler writes it, like {@code service=app} */
    public void tell(String metric, String selector, long number) {
        values.put(metric + "?" + selector, number);
    }

    /** Nothing is told any more. */
    public void forget() {
        values.clear();
    }

    /** How often it was asked for since it was told. */
    public long asked(String metric) {
        return asked.getOrDefault(metric, new AtomicLong()).get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String[] parts = path.split("/");
        String text = parts.length > 5 ? metric(parts, exchange.getRequestURI().getRawQuery()) : discovery(parts);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(text.isEmpty() ? 404 : 200, text.isEmpty() ? -1 : bytes.length);
        if (!text.isEmpty()) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static String discovery(String[] parts) {
        if (parts.length < 4 || !VERSIONS.containsKey(parts[2])) {
            return "";
        }
        boolean external = parts[2].equals(EXTERNAL);
        return """
                {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"%s/%s","resources":[{"name":"%s",\
                "singularName":"","namespaced":true,"kind":"%s","verbs":["get"]}]}""".formatted(
                        parts[2],
                        parts[3],
                        external ? "any" : "pods/any",
                        external ? "ExternalMetricValueList" : "MetricValueList");
    }

    /** Of /apis/GROUP/VERSION/namespaces/NAMESPACE/, then the metric, or pods, a star and the metric. */
    private String metric(String[] parts, @Nullable String query) {
        String name = parts[parts.length - 1];
        asked.computeIfAbsent(name, any -> new AtomicLong()).incrementAndGet();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String selector = URLDecoder.decode(query == null ? "" : query, StandardCharsets.UTF_8)
                .replaceFirst("^labelSelector=", "");
        if (parts[2].equals(EXTERNAL)) {
            Long value = values.get(name + "?" + selector);
            String item = value == null
                    ? ""
                    : "{\"metricName\":\"%s\",\"metricLabels\":{},\"timestamp\":\"%s\",\"value\":\"%d\"}"
                            .formatted(name, now, value);
            return list(EXTERNAL, "ExternalMetricValueList", item);
        }
        return list(
                CUSTOM,
                "MetricValueList",
                namespace.pods(selector.replaceAll(".*app=([^&]*).*", "$1")).stream()
                        .map(pod -> """
                                {"describedObject":{"kind":"Pod","namespace":"%s","name":"%s","apiVersion":"/v1"},\
                                "metric":{"name":"%s","selector":null},"timestamp":"%s","value":"%d"}""".formatted(
                                namespace.name(), pod.getMetadata().getName(), name, now, values.get(name + "?")))
                        .collect(Collectors.joining(",")));
    }

    private static String list(String group, String kind, String items) {
        return "{\"kind\":\"%s\",\"apiVersion\":\"%s/%s\",\"metadata\":{},\"items\":[%s]}"
                .formatted(kind, group, VERSIONS.get(group), items);
    }

    @Override
    public void close() throws IOException {
        VERSIONS.forEach((group, version) ->
                Kubectl.admin().must("delete", "apiservice", version + "." + group, "--wait=false"));
        server.stop(0);
        threads.shutdownNow();
        alone.release();
    }
}
