package dev.headroom.receiver.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API holds: every route is in it, every example runs, and no request has an answer outside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SOURCES = Path.of("src/main/java/dev/headroom/receiver");
    private static final Pattern ROUTE = Pattern.compile("routes\\s*\\.(get|post|put|delete)\\(\\s*\"(/[^\"]*)\"");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
    private static final String TOKEN = "sesame";
    private static final int REQUESTS = 1500;

    private final Map<String, JsonSchema> schemas = new HashMap<>();
    private JsonNode document;
    private Site site;

    /** One operation of the document. */
    private record Operation(String method, String path, JsonNode node) {
        List<JsonNode> parameters(String in) {
            List<JsonNode> found = new ArrayList<>();
            node.path("parameters").forEach(parameter -> {
                if (parameter.path("in").asText().equals(in)) {
                    found.add(parameter);
                }
            });
            return found;
        }

        String body() {
            JsonNode body = node.at("/requestBody/content/application~1json/example");
            return body.isMissingNode() ? "" : body.toString();
        }

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    @BeforeAll
    void serve(@TempDir Path folder) throws IOException {
        document = JSON.readTree(Contract.bytes());
        Path tokens = Files.writeString(folder.resolve("tokens"), TOKEN);
        List<DecisionRecord> history =
                List.of(DecisionRecord.hold(7, ApiTest.HOLD), DecisionRecord.hold(6, ApiTest.STEADY));
        site = new Site(
                Tokens.from(tokens, () -> Site.NOW),
                "",
                new FixedViews(
                        List.of(ApiTest.BUSY, ApiTest.IDLE),
                        history,
                        () -> List.of(ApiTest.STATE),
                        List.of(new Check("store", true, ""))));
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(each -> all.add(new Operation(each.getKey(), path.getKey(), each.getValue()))));
        return all;
    }

    @Test
    void everyRouteIsDescribedAndNoOther() throws IOException {
        Set<String> routes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                ROUTE.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> routes.add(found.group(1) + " " + found.group(2)));
            }
        }
        routes.removeIf(route -> route.equals("get /") || route.startsWith("get /page/") || route.endsWith("/*"));
        assertThat(operations().stream().map(each -> each.method() + " " + each.path()))
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void itIsServedToAnybody() throws IOException {
        Raw.Answer answer = site.get("/api/v1/openapi.json");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("openapi").asText()).isEqualTo("3.1.0");
    }

    @Test
    void noExampleHasAToken() {
        assertThat(document.toString()).doesNotContain("Bearer ", "Authorization", "password");
    }

    @Test
    void everyExampleRuns() throws IOException {
        for (Operation operation : operations()) {
            if (operation.path().equals("/api/v1/events") || operation.path().equals("/-/reload")) {
                continue; // a stream without end, and what the site does not have: LiveFeedTest, ReloadIT
            }
            Raw.Answer answer = send(operation.method(), path(operation, Map.of()), TOKEN, operation.body());
            assertThat(answer.status()).as("%s: %s", operation, answer.text()).isIn(200, 202, 404);
            holds(operation, answer);
        }
    }

    private static String path(Operation operation, Map<String, String> other) {
        String path = operation.path();
        for (JsonNode parameter : operation.parameters("path")) {
            String name = parameter.path("name").asText();
            path = path.replace(
                    "{" + name + "}",
                    encoded(other.getOrDefault(name, parameter.path("example").asText())));
        }
        String query = operation.parameters("query").stream()
                .map(parameter -> parameter.path("name").asText() + "="
                        + encoded(other.getOrDefault(
                                parameter.path("name").asText(),
                                parameter.path("example").asText())))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private Raw.Answer send(String method, String path, String token, String body) throws IOException {
        byte[] bytes = Raw.bytes(body);
        String headers = (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + (body.isEmpty() ? "" : Site.json(bytes.length));
        return Raw.send(site.port(), site.request(method.toUpperCase(Locale.ROOT) + " " + path, headers, bytes));
    }

    /** The answer is one that the document has for the operation. */
    private void holds(Operation operation, Raw.Answer answer) throws IOException {
        String status = "" + answer.status();
        JsonNode response = operation.node().path("responses").path(status);
        assertThat(response.isObject())
                .as("%s answers %s: %s", operation, status, answer.text())
                .isTrue();
        JsonNode schema = response.at("/content/application~1json/schema");
        if (!schema.isMissingNode()) {
            assertThat(schema(schema).validate(answer.body(), InputFormat.JSON))
                    .as("%s %s: %s", operation, status, answer.body())
                    .isEmpty();
        }
    }

    private JsonSchema schema(JsonNode written) {
        return schemas.computeIfAbsent(written.toString(), text -> {
            ObjectNode whole = JSON.createObjectNode();
            whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
            whole.set("components", document.path("components"));
            whole.putArray("allOf").add(written);
            return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(
                            whole,
                            SchemaValidatorsConfig.builder()
                                    .formatAssertionsEnabled(true)
                                    .build());
        });
    }

    /** Requests that are nearly right, as a program sends them whose author guessed; the seed is fixed. */
    @Test
    void noRequestHasAnAnswerOutsideIt() throws IOException {
        Random random = new Random(29);
        List<Operation> operations = operations().stream()
                .filter(each ->
                        !each.path().equals("/api/v1/events") && !each.path().equals("/-/reload"))
                .toList();
        Map<Integer, Integer> answered = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            Operation operation = operations.get(random.nextInt(operations.size()));
            Raw.Answer answer = guess(operation, random);
            answered.merge(answer.status(), 1, Integer::sum);
            if (answer.status() != 405) { // another method: which has an operation of its own, or none
                holds(operation, answer);
            }
        }
        assertThat(answered).doesNotContainKey(500).containsKeys(200, 202, 400, 401, 404, 405, 409, 415, 422);
    }

    private Raw.Answer guess(Operation operation, Random random) throws IOException {
        Map<String, String> others = new HashMap<>();
        for (JsonNode parameter : operation.node().path("parameters")) {
            if (random.nextInt(3) == 0) {
                String odd = odd(random);
                boolean another = parameter.path("in").asText().equals("path")
                        && Set.of("", "..").contains(odd);
                others.put(parameter.path("name").asText(), another ? "x" : odd); // which would be another path
            }
        }
        if (random.nextBoolean()) {
            others.put("service", "worker-llm");
        }
        String body = operation.body().isEmpty() ? "" : changed(operation.body(), random);
        String method = random.nextInt(12) == 0 ? "patch" : operation.method();
        String token = random.nextInt(10) == 0 ? "guessed" : TOKEN;
        String path = path(operation, others);
        if (random.nextInt(15) == 0 && !body.isEmpty()) {
            byte[] bytes = Raw.bytes(body);
            String headers = "Authorization: Bearer " + token + "\r\nContent-Type: text/plain\r\nContent-Length: "
                    + bytes.length + "\r\n";
            return Raw.send(site.port(), site.request(method.toUpperCase(Locale.ROOT) + " " + path, headers, bytes));
        }
        return send(method, path, token, body);
    }

    private static String odd(Random random) {
        List<String> odd = List.of(
                "",
                " ",
                "0",
                "-1",
                "501",
                "99999999999999999999",
                "null",
                "..",
                "a/b",
                "\u0000",
                "한글",
                "<b>",
                "%",
                "2026-13-01T00:00:00Z",
                "2026-11-24T14:07:10+09:00",
                "x".repeat(300),
                "app;rm",
                "'--",
                "\r\nX: y");
        return odd.get(random.nextInt(odd.size()));
    }

    private static String changed(String example, Random random) throws IOException {
        ObjectNode body = (ObjectNode) JSON.readTree(example);
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(10)) {
            case 0 -> body.remove(name);
            case 1 -> body.putNull(name);
            case 2 -> body.put(name, random.nextInt());
            case 3 -> body.put(name, odd(random));
            case 4 -> body.putObject(name).put("x", 1);
            case 5 -> body.put("more", true);
            case 6 -> body.set(name, new ArrayNode(JSON.getNodeFactory()).add(name));
            case 7 -> {
                return random.nextBoolean() ? body.toString().substring(1) : body + "{}";
            }
            case 8 -> body.put("replicas", 9);
            default -> {}
        }
        return body.toString();
    }
}
