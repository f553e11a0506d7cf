package dev.headroom.receiver.kubernetes.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Whom the API server asks before a count, a pod or an autoscaler of one namespace is changed. What was read for the change has
 * been read by then, and nothing is written: whoever holds the answer holds the call.
 */
public final class Admissions implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final KubernetesClient admin = ControlPlane.running().admin();
    private final Predicate<Request> allowed;
    private final HttpsServer server;
    private final HasMetadata configuration;

    /**
     * What is asked for.
     *
     * @param by the name of the ServiceAccount, or of the user
     * @param resource in the plural, as {@code deployments/scale}
     * @param name of the object
     */
    public record Request(String by, String resource, String name) {
        private static Request of(JsonNode asked) {
            String user = asked.path("userInfo").path("username").asText();
            String part = asked.path("subResource").asText();
            return new Request(
                    user.substring(user.lastIndexOf(':') + 1),
                    asked.path("resource").path("resource").asText() + (part.isEmpty() ? "" : "/" + part),
                    asked.path("name").asText());
        }
    }

    /** It is asked from soon after on. */
    public Admissions(String namespace, Predicate<Request> allowed) throws IOException {
        this.allowed = allowed;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(ControlPlane.running().serving());
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        configuration = admin.resource(
                        """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                  - name: changes.headroom.dev
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    timeoutSeconds: 30
                    failurePolicy: Ignore
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                    rules:
                      - {apiGroups: [apps], apiVersions: [v1], operations: [UPDATE], resources: [deployments/scale]}
                      - {apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [pods]}
                      - {apiGroups: [autoscaling], apiVersions: [v2], operations: [UPDATE], resources: [horizontalpodautoscalers]}
                    clientConfig: {url: "https://127.0.0.1:%2$d/", caBundle: %3$s}
                """.formatted(namespace, server.getAddress().getPort(), authority()))
                .create();
    }

    private static String authority() throws IOException {
        return Base64.getEncoder()
                .encodeToString(Files.readAllBytes(ControlPlane.running().authority()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode asked = JSON.readTree(exchange.getRequestBody()).path("request");
        ObjectNode review =
                JSON.createObjectNode().put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        review.putObject("response")
                .put("uid", asked.path("uid").asText())
                .put("allowed", allowed.test(Request.of(asked)));
        byte[] text = JSON.writeValueAsBytes(review);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    @Override
    public void close() {
        admin.resource(configuration).delete();
        server.stop(0);
        threads.shutdownNow();
    }
}
