package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.backtest.Traces;
import dev.headroom.receiver.docker.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The command {@code headroom backtest} as a user types it, in a Git repository with the shipped files. */
class BacktestIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final List<String> DAY =
            List.of("--trace", "docs/backtest/azure-llm-code-2023.csv", "--day", "--scale", "2");

    @TempDir
    static Path folder;

    @BeforeAll
    static void copy() {
        Command command = new Command(folder, LIMIT);
        for (String name : List.of("alert-rules", "alertmanager", "docs")) {
            command.must("cp", "-R", Distribution.ROOT.resolve(name).toString(), name);
        }
        command.must(
                "sh",
                "-c",
                "git init -q -b main . && git add -A && git -c user.name=a -c user.email=a@example.com commit -qm all");
    }

    private static String[] words(List<String> first, String... more) {
        return Stream.concat(Stream.concat(Stream.of("backtest"), first.stream()), Stream.of(more))
                .toArray(String[]::new);
    }

    private static Distribution.Result run(String... words) {
        Distribution.Result result = Distribution.run(folder, LIMIT, words);
        assertThat(result.text()).doesNotContain("\tat ", "Exception");
        return result;
    }

    @Test
    void aDayOf310000RequestsIsTheSameEachTime() {
        String first = run(words(DAY)).out();
        assertThat(first).contains(": 310,287 requests in 24.0 hours, seed 1\n");
        assertThat(run(words(DAY)).out()).isEqualTo(first);
    }

    /** What Java itself has to say stands elsewhere. */
    @Test
    void jsonIsAllThatStandsOnStandardOutput() throws IOException {
        Path trace = Files.writeString(folder.resolve("burst.csv"), Traces.csv(Traces.shortBurst()));
        Distribution.Result result = run("backtest", "--trace", trace.toString(), "--json");
        assertThat(result.exit()).as(result.text()).isZero();
        assertThat(result.out()).startsWith("{");
        assertThat(new ObjectMapper().readTree(result.out()).isObject()).isTrue();
    }

    /** The pull request that docs/backtest.md walks through. */
    @Test
    void aChangeIsComparedWithItsBase() throws IOException {
        String document = Files.readString(Distribution.ROOT.resolve("docs/backtest.md"));
        Path rules = folder.resolve("alert-rules/worker-llm.rules.yml");
        String before = Files.readString(rules);
        Files.writeString(rules, before.replace(":p95_5m > 4\n", ":p95_5m > 6\n"));
        try {
            assertThat(document).contains(run("lint", "--diff", "main").out());
            Distribution.Result result = run(words(
                    DAY,
                    "--against",
                    "git:main",
                    "--report",
                    "x.md",
                    "--report",
                    "x.html",
                    "--fail-if",
                    "objective<92%"));
            assertThat(result.exit()).isOne();
            assertThat(result.err()).startsWith("headroom: here: objective<92% (objective is 0.90");
            assertThat(Files.readString(folder.resolve("x.md")).lines().skip(1))
                    .allSatisfy(line -> assertThat(document).contains(line));
            assertThat(Files.readString(folder.resolve("x.html"))).contains("LLMHighLatency", "<svg");
        } finally {
            Files.writeString(rules, before);
        }
    }

    @Test
    void whatAReceiverHeardIsPlayedAgain() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path store = home.resolve("state.db");
        Files.writeString(
                home.resolve("headroom.yml"),
                "listen: 127.0.0.1:0\npolicy: %s\nstore: sqlite:%s\nevaluate_every: 1s\n"
                        .formatted(folder.resolve("alert-rules/scaling-policy.yml"), store));
        try (Child receiver = Distribution.start(home, "serve")) {
            Http http = Http.at(Distribution.port(receiver));
            assertThat(http.post("/webhook", Notification.firing("LLMQueueBuildup", 1, "queue_length")))
                    .isEqualTo(200);
            Waiting.until(
                    "it was decided on",
                    () -> http.get("/api/v1/decisions?service=worker-llm")
                            .toString()
                            .contains("LLMQueueBuildup"));
        }
        Distribution.Result result = run("backtest", "--from-store", store.toString());
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .startsWith("state.db: 1 changes of alerts from ")
                .containsPattern("\nhere +- +- +- ")
                .containsPattern("\nas it was +- +- +- ");
    }

    /** The steps of the shipped GitHub workflow, as they stand. */
    @Test
    void theWorkflowPutsTableAndChartIntoTheJobsSummary() throws IOException {
        Path launcher = Files.writeString(
                folder.resolve("headroom"),
                "#!/bin/sh\nexec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %s -cp '%s/*' dev.headroom.receiver.cli.Main \"$@\"\n"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                Archive.option(),
                                Distribution.LIB));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        for (String step : List.of("Play it for every service", "Show it")) {
            String script = "set -eo pipefail\nexport BASE=main GITHUB_STEP_SUMMARY=summary.md\n" + step(step);
            new Command(folder, LIMIT).must("bash", "-c", script);
        }
        assertThat(Files.readString(folder.resolve("summary.md")))
                .contains(
                        "| here | ", "| git:main | ", "- here against git:main: no difference.", "```mermaid\nxychart");
        for (String service : List.of("app", "worker-llm", "worker-rl")) {
            assertThat(folder.resolve("backtest-" + service + ".html")).isNotEmptyFile();
        }
    }

    @SuppressWarnings("unchecked")
    private static String step(String name) throws IOException {
        Path file = Distribution.ROOT.resolve(".github/workflows/backtest.yml");
        Map<String, Object> workflow = new Yaml().load(Files.readString(file));
        Map<String, Object> jobs = (Map<String, Object>) Objects.requireNonNull(workflow.get("jobs"));
        Map<String, Object> job = (Map<String, Object>) Objects.requireNonNull(jobs.get("backtest"));
        List<Map<String, Object>> steps = (List<Map<String, Object>>) Objects.requireNonNull(job.get("steps"));
        return steps.stream()
                .filter(step -> name.equals(step.get("name")))
                .map(step -> step.get("run") + "\n")
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatCannotBeDoneEndsWithTwo() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\n");
        Distribution.Result manifest =
                run("backtest", "--trace", "docs/backtest/azure-llm-code-2023.csv", "--against", "hpa:bad.yaml");
        assertThat(manifest.exit()).isEqualTo(2);
        assertThat(manifest.err().lines())
                .as("every problem has its line")
                .hasSize(2)
                .first()
                .isEqualTo("headroom: bad.yaml:1:1: apiVersion: must be autoscaling/v2, found \"autoscaling/v1\";"
                        + " name a manifest of that kind");
        Files.writeString(folder.resolve("bad.csv"), "timestamp,seconds\nsoon,1\n");
        Distribution.Result trace = run("backtest", "--trace", "bad.csv");
        assertThat(trace.exit()).isEqualTo(2);
        assertThat(trace.err()).startsWith("headroom: bad.csv:2: timestamp must be a time like");
    }
}
