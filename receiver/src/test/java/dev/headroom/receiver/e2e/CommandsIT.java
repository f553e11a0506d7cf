package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user types and sees: the packaged program's commands, their exit codes and their words. */
class CommandsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A machine whose language would write 3 as another sign: what a receiver says is in English, and so are its numbers. */
    private static final List<String> OTHER_DIGITS =
            List.of(Archive.option(), "-Duser.language=ar", "-Duser.country=EG", "-Djava.locale.providers=CLDR");

    @TempDir
    static Path folder;

    private static Path config;
    private static Child receiver;
    private static Http http;

    @BeforeAll
    static void serve() throws IOException {
        int port = Distribution.freePort();
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, CommandsIT::withStandby);
        config = configuration(folder.resolve("headroom.yml"), port, "state.db", "policy: " + policy);
        receiver = Distribution.start(folder, OTHER_DIGITS, Map.of(), "serve", "--config", config.toString());
        http = Http.at(Distribution.port(receiver));
        Waiting.until("every service has been judged", () -> http.answers("/api/v1/services/worker-rl/explanation"));
        assertThat(http.post("/webhook", Notification.firing("LLMQueueBuildup", 1, "queue_length")))
                .isEqualTo(200);
        Waiting.until(
                "worker-llm has 3 ready replicas",
                () -> http.get("/api/v1/services/worker-llm").path("ready").asInt() == 3);
        Waiting.until(
                "the rollout has ended",
                () -> http.get("/api/v1/services/worker-llm/explanation")
                        .path("reason")
                        .asText()
                        .equals("cooldown"));
    }

    private static Map<String, Object> withStandby(Map<String, Object> policy) {
        Map<String, Object> services = Shipped.map(policy.get("services"));
        Shipped.map(services.get("worker-llm")).put("standby", Map.of("host_memory", "64GiB"));
        return policy;
    }

    @AfterAll
    static void stop() {
        receiver.close();
    }

    private static Path configuration(Path file, int port, String store, String more) throws IOException {
        return Files.writeString(file, """
                listen: 127.0.0.1:%d
                store: sqlite:%s
                evaluate_every: 1s
                %s
                """.formatted(port, folder.resolve(store), more));
    }

    private static Distribution.Result run(String... words) {
        Distribution.Result result = Distribution.run(folder, LIMIT, words);
        assertThat(result.text()).doesNotContain("\tat ", "Exception");
        return result;
    }

    private static Distribution.Result configured(String command, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = command;
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--config";
        all[words.length + 2] = config.toString();
        return run(all);
    }

    @Test
    void statusShowsEveryServiceOnALine() {
        Distribution.Result status = configured("status");

        assertThat(status.exit()).isZero();
        assertThat(status.err()).isEmpty();
        assertThat(status.out().lines()).first(STRING).startsWith("Nothing needs a look: 3 services; ");
        assertThat(status.out().lines())
                .endsWith("this receiver leads; times in UTC")
                .anySatisfy(line -> assertThat(line)
                        .matches("worker-llm +3 +3 +2\\.\\.8 +2 +- +- +.*queue_length.* +LLMQueueBuildup.*"))
                .anySatisfy(line -> assertThat(line).matches("app +2 +2 +2\\.\\.10 +2 +- +- +- +-"));
    }

    @Test
    void explainSaysWhyAServiceStaysAndWhoRefuses() {
        Distribution.Result explained = configured("explain", "worker-llm");

        assertThat(explained.exit()).isZero();
        assertThat(explained.out().lines().findFirst().orElse(""))
                .startsWith("worker-llm stays at 3: LLMQueueBuildup wants 4; cooldown of queue_length until ");
        assertThat(explained.out().lines())
                .anySatisfy(line ->
                        assertThat(line).matches("cooldown +refuse +20[-0-9]+ [0-9:]{8} +cooldown of queue_length"))
                .contains("standby: none asleep; host_memory holds 2 more")
                .anySatisfy(line -> assertThat(line).matches("pass: override, .*bounds.*"));
    }

    @Test
    void wakeStartsNoneAndSaysWhatDoes() {
        Distribution.Result woken = configured("wake", "worker-llm", "--reason", "a demo", "--owner", "ana");

        assertThat(woken.exit()).isEqualTo(1);
        assertThat(woken.err())
                .contains("worker-llm stays at 3: ana asks to wake 1: a demo")
                .contains("3 awake and 0 asleep: wake starts none, headroom scale worker-llm 4 does");
    }

    @Test
    void explainTellsOfWhichMomentItSpeaks() {
        Distribution.Result then =
                configured("explain", "worker-llm", "--at", Instant.now().toString());
        Distribution.Result before = configured("explain", "worker-llm", "--at", "2020-01-01 10:00");
        Distribution.Result later = configured("explain", "worker-llm", "--at", "2099-01-01T10:00:00+09:00");

        assertThat(then.out()).matches("(?s)20[-0-9]+ [0-9:]{8} UTC: worker-llm stays at 3: .*");
        assertThat(before.exit()).isEqualTo(1);
        assertThat(before.err())
                .isEqualTo("headroom: nothing is recorded of worker-llm up to 2020-01-01 10:00:00 UTC;"
                        + " see: headroom decisions --service worker-llm\n");
        assertThat(later.exit()).isEqualTo(2);
        assertThat(later.err()).contains("--at takes a time of the past, and 2099-01-01 01:00:00 UTC is to come");
    }

    @Test
    void decisionsTellTheHistoryNewestFirst() throws IOException {
        Distribution.Result plain = configured("decisions", "--service", "worker-llm");
        Distribution.Result json = configured("decisions", "--service", "worker-llm", "--json");

        assertThat(plain.exit()).isZero();
        assertThat(plain.out().lines())
                .anySatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "20[-0-9]+ [0-9:]{8} +done +worker-llm goes from 2 to 3: LLMQueueBuildup \\(rule queue-buildup, P1\\)"));
        assertThat(json.exit()).isZero();
        JsonNode history = new ObjectMapper().readTree(json.out());
        assertThat(history).isNotEmpty().allSatisfy(one -> {
            assertThat(one.path("service").asText()).isEqualTo("worker-llm");
            assertThat(one.path("verdicts").isArray()).isTrue();
        });
        assertThat(history.findValuesAsText("at")).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(history)
                .filteredOn(one -> one.path("outcome").asText().equals("scale"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.path("from").asInt()).isEqualTo(2);
                    assertThat(one.path("to").asInt()).isEqualTo(3);
                    assertThat(one.path("source").asText()).isEqualTo("queue-buildup");
                    assertThat(one.path("priority").asText()).isEqualTo("P1");
                    assertThat(one.path("result").asText()).isEqualTo("done");
                    assertThat(one.path("alerts").get(0).path("name").asText()).isEqualTo("LLMQueueBuildup");
                });
    }

    @Test
    void versionNamesTheReleaseAndTheJava() {
        Distribution.Result version = run("version");

        assertThat(version.exit()).isZero();
        assertThat(version.out()).matches("headroom [0-9]+\\.[0-9]+\\.[0-9]+\\S*, Java \\S+\\s*");
    }

    @Test
    void badUsageSaysWhatIsWrongAndHowItIsWritten() {
        Distribution.Result option = run("serve", "--colour", "red");
        Distribution.Result command = run("sevre");
        Distribution.Result nothing = run();
        Distribution.Result noService = run("explain");

        assertThat(option.exit()).isEqualTo(2);
        assertThat(option.err()).contains("--colour", "--config");
        assertThat(command.exit()).isEqualTo(2);
        assertThat(command.err()).contains("sevre", "serve");
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.err()).contains("Usage: headroom", "explain", "decisions");
        assertThat(noService.exit()).isEqualTo(2);
        assertThat(noService.err()).contains("SERVICE");
    }

    @Test
    void anUnknownServiceIsRefusedWithTheKnownOnes() {
        Distribution.Result explained = configured("explain", "worker-lmm");
        Distribution.Result decisions = configured("decisions", "--service", "worker-lmm");

        assertThat(explained.exit()).isEqualTo(1);
        assertThat(explained.err()).contains("unknown service worker-lmm", "app, worker-llm, worker-rl");
        assertThat(decisions.exit()).isEqualTo(1);
        assertThat(decisions.err()).contains("unknown service worker-lmm", "app, worker-llm, worker-rl");
    }

    @Test
    void withoutAReceiverItSaysHowToStartOne() {
        String url = "http://127.0.0.1:" + Distribution.freePort();
        Distribution.Result status = run("status", "--url", url);

        assertThat(status.exit()).isEqualTo(2);
        assertThat(status.err()).contains("no receiver answers at " + url, "headroom serve", "--url");
    }

    @Test
    void aBrokenConfigurationIsRefusedWithAllItsProblemsAtOnce() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yml"), """
                listen: 127.0.0.1:99999
                evaluate_evry: 5s
                target: {kind: sumulated}
                alert_ttl: soon
                """);
        Distribution.Result serve = run("serve", "--config", broken.toString());

        assertThat(serve.exit()).isEqualTo(2);
        assertThat(serve.err())
                .contains(broken + ":1:9", broken + ":2:1", broken + ":3:16", broken + ":4:12")
                .contains("evaluate_every", "simulated");
    }

    @Test
    void aMissingConfigurationIsNamed() {
        Distribution.Result serve = run("serve", "--config", "no-such.yml");

        assertThat(serve.exit()).isEqualTo(2);
        assertThat(serve.err()).contains("no-such.yml");
    }

    private static String onCompose() {
        return policy() + """

                target: {kind: compose, project: shop}
                standby: {worker-llm: {server: vllm, url: "http://{address}:8000"}}
                """;
    }

    @Test
    void aDockerHostThatCannotBeUsedIsNamed() throws IOException {
        Path compose = configuration(folder.resolve("compose.yml"), 0, "compose.db", onCompose());
        for (String host : List.of("nonsense", "ftp://127.0.0.1", "unix://")) {
            Distribution.Result serve = Distribution.run(
                    folder, LIMIT, Map.of("DOCKER_HOST", host), "serve", "--config", compose.toString());

            assertThat(serve.exit()).as(serve.text()).isEqualTo(2);
            assertThat(serve.err())
                    .contains("the Docker target cannot be used", "DOCKER_HOST")
                    .doesNotContain("this is a bug", "\tat ");
        }
    }

    @Test
    void aPasswordInDockerHostIsShownNowhere() throws IOException {
        Path compose = configuration(folder.resolve("secret.yml"), 0, "secret.db", onCompose());
        for (String host :
                List.of("ftp://ana:S3CRET@127.0.0.1", "tcp://ana:S3CRET@127.0.0.1:1/x y", "tcp://ana:S3%@h")) {
            Distribution.Result serve = Distribution.run(
                    folder, LIMIT, Map.of("DOCKER_HOST", host), "serve", "--config", compose.toString());
            assertThat(serve.exit()).as(serve.text()).isEqualTo(2);
            assertThat(serve.text())
                    .contains("the Docker target cannot be used")
                    .doesNotContain("S3");
        }
        Map<String, String> host = Map.of("DOCKER_HOST", "tcp://ana:S3CRET@127.0.0.1:1");
        try (Child serve = Distribution.start(folder, List.of(), host, "serve", "--config", compose.toString())) {
            Http served = Http.at(Distribution.port(serve));
            Waiting.until("it is told", () -> target(served).contains("cannot be reached"));
            assertThat(target(served) + served.text("/api/v1/overview") + serve.err() + serve.out())
                    .contains("tcp://***@127.0.0.1:1")
                    .doesNotContain("S3CRET");
        }
    }

    private static String target(Http served) {
        return served.check("target").path("detail").asText();
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        Path taken = configuration(folder.resolve("taken.yml"), http.port(), "taken.db", policy());
        Distribution.Result serve = run("serve", "--config", taken.toString());

        assertThat(serve.exit()).isEqualTo(2);
        assertThat(serve.err()).contains("127.0.0.1:" + http.port());
    }

    @Test
    void aSecondReceiverOnTheSameStoreNamesTheFirst() throws IOException {
        Path second = configuration(folder.resolve("second.yml"), 0, "state.db", policy());
        Distribution.Result serve = run("serve", "--config", second.toString());

        assertThat(serve.exit()).isEqualTo(2);
        assertThat(serve.err()).contains("pid " + receiver.process().pid(), "state.db", "--store");
    }

    @Test
    void sigtermStopsItSoonAndCleanly() throws IOException {
        Path own = configuration(folder.resolve("own.yml"), 0, "own.db", policy());
        try (Child child = Distribution.start(folder, "serve", "--config", own.toString())) {
            Distribution.port(child);
            child.terminate();

            assertThat(child.exit(Duration.ofSeconds(5))).isIn(0, 143);
            assertThat(child.err()).contains("stopped").doesNotContain("not clean", "ERROR", "\tat ");
        }
    }

    private static String policy() {
        return "policy: " + folder.resolve("policy.yml");
    }
}
