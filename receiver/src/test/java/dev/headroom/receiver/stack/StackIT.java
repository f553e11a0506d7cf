package dev.headroom.receiver.stack;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.browser.Key;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole stack but Grafana and cAdvisor, from the shipped files and on a real Docker engine, with images made of this
 * machine's programs: a raised queue scales the example's workers, by way of Prometheus, Alertmanager and the filter
 * before the socket. Takes about eight minutes, as every period is the shipped one, so it is run by name:
 *
 * <pre>./verify StackIT</pre>
 */
class StackIT {
    private static final String TOKEN = "a-token-of-the-stack-test-that-is-long-enough";
    private static final String PROJECT =
            "headroomstack" + ProcessHandle.current().pid();
    private static final List<String> STARTED = List.of(
            "prometheus",
            "alertmanager",
            "redis",
            "receiver",
            "ttl-tuner",
            "socket-proxy",
            "socket-reader",
            "app",
            "worker-llm",
            "worker-rl",
            "gateway");

    @TempDir
    Path folder;

    private int page;
    private int api;
    private Path environment;
    private Http headroom;

    @BeforeEach
    void start() throws IOException {
        String missing = Browser.program().isPresent() ? BusyboxImage.whyNot() : "no chromedriver";
        assumeTrue(missing.isEmpty(), missing);
        copy("compose", "alert-rules", "alertmanager", "grafana-dashboards");
        secrets();
        String images = new Command(Distribution.ROOT, Duration.ofMinutes(15)).must("compose/test/images", PROJECT);
        page = Distribution.freePort();
        api = Distribution.freePort();
        List<String> settings = new ArrayList<>(List.of(
                "COMPOSE_PROJECT_NAME=" + PROJECT,
                "HEADROOM_PROJECT=" + PROJECT,
                "HEADROOM_PORT=" + page,
                "APP_PORT=" + api,
                "LLM_TASK_SECONDS=20"));
        images.lines().filter(line -> line.contains("_IMAGE=")).forEach(settings::add);
        environment = Files.write(folder.resolve("compose/.env"), settings);
        List<String> up = new ArrayList<>(List.of("up", "-d", "--no-build", "--scale", "app=2"));
        up.addAll(List.of("--scale", "worker-llm=2", "--scale", "worker-rl=1"));
        up.addAll(STARTED);
        compose(up.toArray(String[]::new));
        headroom = new Http(page, TOKEN);
    }

    private void copy(String... folders) {
        for (String each : folders) {
            new Command(folder, Duration.ofMinutes(1))
                    .must("cp", "-R", Distribution.ROOT.resolve(each).toString(), each);
        }
    }

    private void secrets() throws IOException {
        Path secrets = folder.resolve("alertmanager/secrets");
        for (String name :
                List.of("slack-webhook-url", "pagerduty-routing-key", "smtp-password", "grafana-admin-password")) {
            Files.copy(secrets.resolve(name + ".example"), secrets.resolve(name), REPLACE_EXISTING);
        }
        Files.writeString(secrets.resolve("webhook-token"), TOKEN + "\n");
    }

    @AfterEach
    void stop() {
        if (environment != null) {
            System.err.println(compose("logs", "--no-color", "--tail", "15", "receiver", "alertmanager", "prometheus"));
            compose("down", "--volumes", "--remove-orphans", "--timeout", "5");
        }
        String remove = "docker image ls --format '{{.Repository}}:{{.Tag}}' --filter 'reference=headroom-stack-*:"
                + PROJECT + "' | xargs -r docker image rm --force";
        new Command(folder, Duration.ofMinutes(2)).run("bash", "-c", remove);
    }

    private String compose(String... words) {
        List<String> all = new ArrayList<>(List.of("docker-compose", "-f", "docker-compose.yml"));
        all.addAll(List.of("-f", "docker-compose.example.yml"));
        all.addAll(List.of(words));
        return new Command(folder.resolve("compose"), Duration.ofMinutes(10)).must(all.toArray(String[]::new));
    }

    @Test
    void aRaisedQueueScalesTheWorkers() throws IOException {
        for (String service : STARTED.subList(0, 10)) {
            until(Duration.ofMinutes(3), service + " is healthy", () -> healthy(service));
        }
        until(Duration.ofMinutes(3), "news has come from Alertmanager", () -> headroom.answers("/readyz"));
        until(Duration.ofMinutes(8), "the schedule has what it wants", () -> atRest("worker-llm"));
        int before = containers("worker-llm").size();
        assertThat(Http.at(api).answers("/api/v1/dna/create?key=1")).isTrue();
        raiseTheQueue();
        until(Duration.ofMinutes(6), "LLMQueueBuildup has scaled worker-llm", () -> scaledByTheQueue());
        until(
                Duration.ofMinutes(2),
                "its container runs",
                () -> containers("worker-llm").size() > before);
        until(
                Duration.ofMinutes(2),
                "it is healthy",
                () -> headroom.get("/api/v1/services/worker-llm").path("ready").asInt() > before);
        assertThat(page()).contains("worker-llm", "LLMQueueBuildup");
        until(
                Duration.ofMinutes(2),
                "Prometheus has found every worker",
                () -> scraped() == containers("worker-llm").size());
    }

    private void raiseTheQueue() {
        List<String> push = new ArrayList<>(List.of("exec", "-T", "redis", "redis-cli", "lpush", "llm:tasks"));
        Stream.iterate(1, task -> task + 1)
                .limit(400)
                .map(task -> "fast:raised" + task)
                .forEach(push::add);
        compose(push.toArray(String[]::new));
    }

    private boolean healthy(String service) {
        List<String> containers = containers(service);
        return !containers.isEmpty()
                && containers.stream().allMatch(id -> state(id).equals("healthy"));
    }

    private List<String> containers(String service) {
        return new Command(folder, Duration.ofMinutes(1))
                .must(
                        "docker",
                        "ps",
                        "-q",
                        "--filter",
                        "label=com.docker.compose.project=" + PROJECT,
                        "--filter",
                        "label=com.docker.compose.service=" + service)
                .lines()
                .toList();
    }

    private String state(String id) {
        return new Command(folder, Duration.ofMinutes(1))
                .run("docker", "inspect", "-f", "{{.State.Health.Status}}", id)
                .output()
                .strip();
    }

    private boolean atRest(String service) {
        JsonNode now = headroom.get("/api/v1/services/" + service);
        return now.path("rollout").isNull()
                && now.path("desired").asInt() >= now.path("floor").asInt()
                && now.path("ready").asInt() == now.path("desired").asInt();
    }

    private boolean scaledByTheQueue() {
        for (JsonNode decision : headroom.get("/api/v1/decisions?service=worker-llm&limit=50")) {
            if (decision.path("outcome").asText().equals("scale")
                    && decision.path("alerts").toString().contains("LLMQueueBuildup")) {
                return true;
            }
        }
        return false;
    }

    /** What somebody reads who opens it and has the token. */
    private String page() throws IOException {
        try (Browser browser = Browser.start(folder)) {
            browser.open("http://127.0.0.1:" + page + "/");
            until(
                    Duration.ofSeconds(30),
                    "the page asks for the token",
                    () -> browser.run("return document.querySelector('dialog[open] [name=token]') !== null")
                            .asBoolean());
            browser.click("dialog [name=token]");
            browser.press(TOKEN + Key.ENTER);
            until(
                    Duration.ofSeconds(30),
                    "the page shows the services",
                    () -> browser.run("return document.querySelector('[data-service]') !== null")
                            .asBoolean());
            return browser.run("return document.body.innerText").asText();
        }
    }

    /** How many workers Prometheus has found by DNS. */
    private int scraped() {
        String answer = compose(
                "exec",
                "-T",
                "prometheus",
                "wget",
                "-q",
                "-O-",
                "http://127.0.0.1:9090/api/v1/query?query=count(up{job=%22worker-llm%22}==1)");
        try {
            return new ObjectMapper()
                    .readTree(answer)
                    .at("/data/result/0/value/1")
                    .asInt();
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer, e);
        }
    }

    private static void until(Duration limit, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit + ": " + what);
            }
            Waiting.sleep(Duration.ofSeconds(1));
        }
        System.err.println("so it is: " + what);
    }

    /** While it starts, the receiver may not answer yet. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (AssertionError | UncheckedIOException e) {
            return false;
        }
    }
}
