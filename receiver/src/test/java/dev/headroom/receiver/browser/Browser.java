package dev.headroom.receiver.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.e2e.Child;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Chromium without a window. WebDriver is a few calls of JSON over HTTP; a client library of it would bring ten times
 * the size of what is used here. The browser reaches 127.0.0.1 only.
 */
public final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern PORT = Pattern.compile("started successfully on port ([0-9]+)");
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private static final Set<String> OUTLINE =
            Set.of("banner", "navigation", "main", "region", "complementary", "contentinfo", "search", "heading");

    private final Child driver;
    private final String session;

    private Browser(Child driver, String session) {
        this.driver = driver;
        this.session = session;
    }

    /** The driver, where Chromium and it are installed; {@code ./verify} tells where they are not. */
    public static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromedriver"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one with its files in the folder. */
    public static Browser start(Path folder) {
        Child driver = Child.start(folder, List.of(program().orElseThrow().toString(), "--port=0"), Map.of());
        try {
            String server = "http://127.0.0.1:" + driver.said(PORT);
            JsonNode made =
                    call("POST", server + "/session", Map.of("capabilities", Map.of("alwaysMatch", wanted(folder))));
            return new Browser(
                    driver, server + "/session/" + made.path("sessionId").asText());
        } catch (RuntimeException | Error e) {
            driver.close();
            throw e;
        }
    }

    private static Map<String, Object> wanted(Path folder) {
        List<String> options = List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                "--user-data-dir=" + folder.resolve("chromium"));
        return Map.of("goog:chromeOptions", Map.of("args", options), "goog:loggingPrefs", Map.of("browser", "ALL"));
    }

    public void open(String url) {
        call("POST", session + "/url", Map.of("url", url));
    }

    /** Goes to the page anew, also where only what follows # differs. */
    public void reopen(String url) {
        open("about:blank");
        open(url);
    }

    /** The value of a function's body; a promise is waited for. */
    public JsonNode run(String script, Object... arguments) {
        return call("POST", session + "/execute/sync", Map.of("script", script, "args", List.of(arguments)));
    }

    /** What axe-core finds wrong with the page as it is. */
    public JsonNode violations() {
        if (!run("return Boolean(window.axe)").asBoolean()) {
            try (InputStream axe = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
                run(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + "; window.axe = axe;");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return run("return axe.run().then(result => result.violations)");
    }

    /** Landmarks and headings, as {@code navigation Views}, in the order in which a screen reader comes to them. */
    public List<String> outline() {
        Map<String, JsonNode> nodes = new HashMap<>();
        JsonNode tree = devtools("Accessibility.getFullAXTree", Map.of()).path("nodes");
        tree.forEach(node -> nodes.put(node.path("nodeId").asText(), node));
        List<String> told = new ArrayList<>();
        outline(tree.path(0), nodes, told);
        return told;
    }

    private static void outline(JsonNode node, Map<String, JsonNode> nodes, List<String> told) {
        String role = node.path("role").path("value").asText();
        if (!node.path("ignored").asBoolean() && OUTLINE.contains(role)) {
            told.add((role + level(node) + " " + node.path("name").path("value").asText()).strip());
        }
        node.path("childIds").forEach(child -> outline(nodes.get(child.asText()), nodes, told));
    }

    private static String level(JsonNode node) {
        for (JsonNode property : node.path("properties")) {
            if (property.path("name").asText().equals("level")) {
                return property.path("value").path("value").asText();
            }
        }
        return "";
    }

    /** Clicks the first element, as a mouse does. */
    public void click(String selector) {
        JsonNode found = call("POST", session + "/element", Map.of("using", "css selector", "value", selector));
        call("POST", session + "/element/" + found.path(ELEMENT).asText() + "/click", Map.of());
    }

    /** Presses keys one after another; those without a letter are WebDriver's code points, as {@link Key} has them. */
    public void press(CharSequence keys) {
        List<Map<String, String>> strokes = new ArrayList<>();
        keys.codePoints().mapToObj(Character::toString).forEach(key -> {
            strokes.add(Map.of("type", "keyDown", "value", key));
            strokes.add(Map.of("type", "keyUp", "value", key));
        });
        Map<String, Object> keyboard = Map.of("type", "key", "id", "keyboard", "actions", strokes);
        call("POST", session + "/actions", Map.of("actions", List.of(keyboard)));
    }

    /** How large the page is shown, in pixels, and whether its reader prefers dark colours. */
    public void look(int width, int height, boolean dark) {
        devtools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        devtools("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    private JsonNode devtools(String command, Map<String, Object> parameters) {
        return call("POST", session + "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    /** A picture of what is seen, as PNG. */
    public byte[] screenshot() {
        return Base64.getDecoder()
                .decode(call("GET", session + "/screenshot", null).asText());
    }

    /** What was written to the console since it was asked last, errors of the network and of the policy included. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        call("POST", session + "/se/log", Map.of("type", "browser"))
                .forEach(line -> complaints.add(line.path("message").asText()));
        return complaints;
    }

    private static JsonNode call(String method, String url, Object body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(90))
                    .method(
                            method,
                            body == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            JsonNode answer = JSON.readTree(
                            CLIENT.send(request, BodyHandlers.ofString()).body())
                    .path("value");
            if (answer.hasNonNull("error")) {
                throw new AssertionError(url.replaceAll(".*/session", "") + ": "
                        + answer.path("message").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try (driver) {
            call("DELETE", session, null);
        }
    }
}
