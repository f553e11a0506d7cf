package dev.headroom.receiver.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * fabric8's mock API server with what it gets wrong put right: the scale subresource is a Scale, rests on a version, and
 * leaves a trace of who wrote it. Remembers what was asked.
 */
final class ScalingDispatcher extends KubernetesCrudDispatcher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCALE = "/scale";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Runnable written;
    private volatile Function<String, Optional<MockResponse>> trap = request -> Optional.empty();

    /** @param written told of every write */
    ScalingDispatcher(Runnable written) {
        this.written = written;
    }

    /** Method and path of every request that did not come from the test's own client. */
    List<String> asked() {
        return asked;
    }

    /** Answers instead of the server where it has an answer to method and path. */
    void trap(Function<String, Optional<MockResponse>> answers) {
        trap = answers;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String line = request.getMethod() + " " + request.getPath();
        boolean ours = String.valueOf(request.getHeader("User-Agent")).startsWith("headroom");
        if (ours) {
            asked.add(line);
        }
        Optional<MockResponse> trapped = ours ? trap.apply(line) : Optional.empty();
        MockResponse answer = trapped.orElseGet(() -> answer(request));
        if (!request.getMethod().equals("GET")) {
            written.run();
        }
        return answer;
    }

    @Override
    public MockResponse handleWatch(String path) {
        MockResponse watch = super.handleWatch(path);
        return watch.withWebSocketUpgrade(new Unblocked(watch.getWebSocketListener()));
    }

    /** Has an object from now on, without a request: where there are thousands, the mock would look through all each time. */
    void hold(HasMetadata object) {
        object.getMetadata().setUid(UUID.randomUUID().toString());
        object.getMetadata().setResourceVersion(Long.toString(requestResourceVersion()));
        object.getMetadata().setCreationTimestamp("2026-11-24T10:00:00Z");
        String version = object.getApiVersion();
        String path = (version.contains("/") ? "/apis/" : "/api/") + version + "/namespaces/"
                + object.getMetadata().getNamespace() + "/" + object.getPlural();
        String json = Serialization.asJson(object);
        processEvent(path, getKey(path), null, Serialization.unmarshal(json, GenericKubernetesResource.class), json);
    }

    private MockResponse answer(RecordedRequest request) {
        if (!request.getPath().endsWith(SCALE)) {
            return outdated(request) ? conflict() : super.dispatch(request);
        }
        String path = request.getPath().substring(0, request.getPath().length() - SCALE.length());
        MockResponse found = super.handleGet(path);
        if (found.code() != 200) {
            return found;
        }
        ObjectNode workload = (ObjectNode) read(found.getBody().readUtf8());
        return request.getMethod().equals("GET") ? answer(200, scale(workload)) : update(path, workload, request);
    }

    /** Whether a change names a version that is not the present one; the mock alone takes it all the same. */
    private boolean outdated(RecordedRequest request) {
        if (!request.getMethod().equals("PATCH") && !request.getMethod().equals("PUT")) {
            return false;
        }
        MockResponse found = super.handleGet(request.getPath());
        String named = version(body(request));
        return found.code() == 200
                && !named.isEmpty()
                && !named.equals(version(read(found.getBody().readUtf8())));
    }

    /** Without emptying it for those who read it next. */
    private static JsonNode body(RecordedRequest request) {
        return read(new String(request.getBody().getBytes(), UTF_8));
    }

    private static String version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asText();
    }

    private static MockResponse conflict() {
        return answer(
                409,
                status(
                        409,
                        "Conflict",
                        "the object has been modified; please apply your changes to the latest version and try again"));
    }

    private MockResponse update(String path, ObjectNode workload, RecordedRequest request) {
        JsonNode wanted = body(request);
        String version = version(wanted);
        if (!version.isEmpty() && !version.equals(version(workload))) {
            return conflict();
        }
        workload.withObject("/spec").put("replicas", wanted.at("/spec/replicas").asInt());
        sign(workload, String.valueOf(request.getHeader("User-Agent")).replaceAll("[/ ].*", ""));
        put(path, workload);
        ObjectNode now = (ObjectNode) read(super.handleGet(path).getBody().readUtf8());
        return answer(200, scale(now));
    }

    void scale(String path, int replicas, String who) {
        ObjectNode scale = JSON.createObjectNode();
        scale.putObject("spec").put("replicas", replicas);
        dispatch(put(path, scale, who));
    }

    private void put(String path, ObjectNode object) {
        super.dispatch(put(path, object, "mock"));
    }

    private static RecordedRequest put(String path, ObjectNode object, String who) {
        Buffer body = new Buffer(object.toString().getBytes(UTF_8));
        Headers headers = Headers.builder().add("User-Agent", who).build();
        return new RecordedRequest("HTTP/1.1", HttpMethod.PUT, path, headers, body);
    }

    private static void sign(ObjectNode object, String manager) {
        ObjectNode entry =
                object.withObject("/metadata").putArray("managedFields").addObject();
        entry.put("manager", manager)
                .put("operation", "Update")
                .put("subresource", "scale")
                .put("time", "2026-11-24T10:00:00Z")
                .putObject("fieldsV1")
                .putObject("f:spec")
                .putObject("f:replicas");
    }

    private static ObjectNode scale(ObjectNode workload) {
        ObjectNode scale =
                JSON.createObjectNode().put("apiVersion", "autoscaling/v1").put("kind", "Scale");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion")) {
            metadata.set(field, workload.at("/metadata/" + field));
        }
        int replicas = workload.at("/spec/replicas").asInt(1);
        ObjectNode spec = scale.putObject("spec");
        if (replicas > 0) {
            spec.put("replicas", replicas); // the real one leaves a zero out
        }
        scale.putObject("status").put("replicas", replicas).put("selector", "app=x");
        return scale;
    }

    static ObjectNode status(int code, String reason, String message) {
        return JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
    }

    static MockResponse answer(int code, JsonNode body) {
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(body.toString());
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
