package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as somebody at a terminal has them: what goes on, colours, JSON. */
class TerminalIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ESCAPE = "\u001b";

    @TempDir
    static Path folder;

    private static Child receiver;
    private static String url;
    private static int port;

    @BeforeAll
    static void serve() throws IOException {
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, same -> same);
        Path config = Files.writeString(folder.resolve("serve.yml"), """
                listen: 127.0.0.1:0
                store: sqlite:%s
                policy: %s
                """.formatted(folder.resolve("state.db"), policy));
        receiver = Distribution.start(folder, "serve", "--config", config.toString());
        port = Distribution.port(receiver);
        url = "http://127.0.0.1:" + port;
        Http http = Http.at(port);
        Waiting.until("all are judged", () -> http.answers("/api/v1/services/worker-rl/explanation"));
        http.post("/webhook", Notification.firing("Evil\\u001b[2J\\u009b31m", 1, "queue_length"));
    }

    @AfterAll
    static void stop() {
        receiver.close();
    }

    private static Distribution.Result run(String... words) {
        return Distribution.run(folder, LIMIT, words);
    }

    @Test
    void watchGoesOnUntilItIsEnded() {
        try (Child watching = Distribution.start(folder, "status", "--watch=1", "--url", url)) {
            Waiting.until(
                    "three looks, but: " + watching.err(),
                    () -> watching.out().split("this receiver leads", -1).length > 3);
            assertThat(watching.out())
                    .contains("SERVICE", "worker-rl stays at 1: nothing asks for a change")
                    .doesNotContain(ESCAPE);
        }
    }

    @Test
    void watchAlsoWritesJsonALineALook() {
        try (Child watching = Distribution.start(folder, "status", "--watch=1", "--json", "--url", url)) {
            Waiting.until("two lines", () -> watching.out().lines().count() > 2);
            assertThat(watching.out().lines().limit(2))
                    .allSatisfy(
                            line -> assertThat(new ObjectMapper().readTree(line).path("services"))
                                    .hasSize(3));
        }
    }

    /** {@code script} of util-linux gives it a terminal. */
    @Test
    void coloursAreForATerminalOnlyAndNotWhereTheyAreUnwanted() throws IOException {
        assertThat(onTerminal(Map.of("TERM", "xterm"))).contains(ESCAPE + "[1mSERVICE");
        assertThat(onTerminal(Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .contains("SERVICE")
                .doesNotContain(ESCAPE + "[");
    }

    private static String onTerminal(Map<String, String> environment) throws IOException {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "needs script of util-linux");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = java + " -XX:TieredStopAtLevel=1 -cp '" + Distribution.LIB
                + "/*' dev.headroom.receiver.cli.Main status --url " + url;
        try (Child child = Child.start(folder, List.of(script.toString(), "-qec", command, "/dev/null"), environment)) {
            child.exit(LIMIT);
            return child.out();
        }
    }

    @Test
    void whatAnAlertSaysDoesNothingToTheTerminal() {
        Distribution.Result status = run("status", "--url", url);

        assertThat(status.out()).contains("Evil?[2J?31m").doesNotContain(ESCAPE, "\u009b");
    }

    /** As the specification looks for them: {@code logs | grep -i scale}. */
    @Test
    void theLogShowsEveryDecision() throws IOException {
        Http http = Http.at(port);
        Waiting.until("the alert is acted on", () -> acted(http.get("/api/v1/decisions?service=worker-llm")));
        List<String> scale = receiver.err()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("scale"))
                .toList();
        assertThat(http.get("/api/v1/decisions?limit=500"))
                .filteredOn(line -> line.path("outcome").asText().equals("scale"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(scale)
                        .anyMatch(told -> told.contains("goes from " + line.path("from") + " to " + line.path("to"))
                                && told.contains(
                                        "service=" + line.path("service").asText())));
    }

    private static boolean acted(JsonNode decisions) {
        return decisions.findValuesAsText("outcome").contains("scale");
    }

    @Test
    void ordersAnswerInJsonToo() throws IOException {
        Distribution.Result frozen =
                run("freeze", "app", "--for", "1h", "--reason", "x", "--owner", "ana", "--json", "--url", url);

        assertThat(new ObjectMapper().readTree(frozen.out()).path("kind").asText())
                .isEqualTo("freeze");
        Distribution.Result released = run("release", "--all", "--json", "--url", url);
        assertThat(new ObjectMapper().readTree(released.out()).path("kind").asText())
                .isEqualTo("freeze");
        assertThat(run("release", "--all", "--json", "--url", url).out())
                .as("nothing but answers")
                .isEmpty();
    }
}
