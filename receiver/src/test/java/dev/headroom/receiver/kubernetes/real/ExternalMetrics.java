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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What an adapter of Prometheus is for a cluster: it serves external metrics, which autoscalers ask for. */
public final class ExternalMetrics implements AutoCloseable {
    private static final String GROUP = "external.metrics.k8s.io";
    private static final String PATH = "/apis/" + GROUP + "/v1beta1";
    private static final String REGISTRATION = """
            apiVersion: v1
            kind: Service
            metadata: {name: external-metrics, namespace: %1$s}
            spec: {type: ExternalName, externalName: localhost, ports: [{port: %2$d}]}
            ---
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1beta1.external.metrics.k8s.io}
            spec:
              group: external.metrics.k8s.io
              version: v1beta1
              groupPriorityMinimum: 100
              versionPriority: 100
              insecureSkipTLSVerify: true
              service: {name: external-metrics, namespace: %1$s, port: %2$d}
            """;

    /** The cluster asks one for all of it. */
    private final FileLock alone = ControlPlane.running().alone();

    private final Map<String, Integer> values = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer server;

    /** Serves from now on, as registered by a service of that namespace. */
    public ExternalMetrics(TestNamespace cluster) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(ControlPlane.running().serving());
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        cluster.apply(REGISTRATION.formatted(cluster.name(), server.getAddress().getPort()));
    }

    /** @param selector as an autoscaler writes it, like {@code service=app} */
    public void tell(String metric, String selector, int value) {
        values.put(metric + "?" + selector, value);
    }

    /** It is there no more. */
    public void forget() {
        values.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] json = (path.startsWith(PATH + "/namespaces/") ? list(exchange, path) : resources())
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    private static String resources() {
        return """
                {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "external.metrics.k8s.io/v1beta1", "resources":
                 [{"name": "any", "singularName": "", "namespaced": true, "kind": "ExternalMetricValueList", "verbs": ["get"]}]}
                """;
    }

    private String list(HttpExchange exchange, String path) {
        String metric = path.substring(path.lastIndexOf('/') + 1);
        String query = exchange.getRequestURI().getRawQuery();
        String selector = URLDecoder.decode(query == null ? "" : query, StandardCharsets.UTF_8)
                .replaceFirst("^labelSelector=", "");
        Integer value = values.get(metric + "?" + selector);
        String item = value == null
                ? ""
                : "{\"metricName\": \"%s\", \"metricLabels\": {}, \"timestamp\": \"%s\", \"value\": \"%d\"}"
                        .formatted(metric, Instant.now().toString(), value);
        return "{\"kind\": \"ExternalMetricValueList\", \"apiVersion\": \"%s/v1beta1\", \"metadata\": {}, \"items\": [%s]}"
                .formatted(GROUP, item);
    }

    @Override
    public void close() throws IOException {
        Kubectl.admin().run("delete", "apiservice", "v1beta1.external.metrics.k8s.io", "--wait=false");
        server.stop(0);
        threads.shutdownNow();
        alone.release();
    }
}
