package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Archive;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Shipped;
import dev.headroom.receiver.e2e.Waiting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every command of every document, in a copy of what a user has, beside a receiver with simulated replicas; but for
 * those that not-run.txt names with a reason, and the guides to Kubernetes, which {@link KubernetesDocumentIT} and {@link ChartIT} run. Each must end well, and print the heading that the document shows.
 */
class DocumentsIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final List<String> COPIED =
            List.of("alert-rules", "alertmanager", "compose", "docs", "grafana-dashboards", "kubernetes", "README.md");

    private static final List<String> TOOLS = List.of("promtool", "amtool");

    /** What one document leaves behind, or left when its time was over, is no matter to the next. */
    private static final String RELEASE = """
            git checkout -q -f main && git reset -q --hard
            for service in app worker-llm worker-rl; do
              curl -s -X DELETE "http://127.0.0.1:%d/api/v1/services/$service/override?owner=test"
            done > /dev/null
            """;

    @TempDir
    static Path folder;

    private static Path home;
    private static Child receiver;
    private static int port;

    @BeforeAll
    static void serve() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        Command command = new Command(home, LIMIT);
        for (String each : COPIED) {
            command.must("cp", "-R", Distribution.ROOT.resolve(each).toString(), each);
        }
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, map -> {
            Shipped.everyService(map, "warmup_time", "0s");
            Shipped.everyService(map, "drain_timeout", "0s");
            Shipped.everyService(map, "checkpoint_sync", "none");
            return map;
        });
        port = Distribution.freePort();
        Files.writeString(home.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                policy: %s
                store: sqlite:%s
                target: {kind: simulated, start_time: 100ms}
                evaluate_every: 1s
                """.formatted(port, policy, folder.resolve("headroom.db")));
        command.must(
                "sh",
                "-c",
                "git init -q -b main . && git add -A && git -c user.name=a -c user.email=a@example.com commit -qm all");
        launcher();
        receiver = Distribution.start(home, "serve");
        Http http = Http.at(Distribution.port(receiver));
        Waiting.until("every service has been judged", () -> http.answers("/api/v1/services/worker-rl/explanation"));
    }

    /** As ./headroom, without building; an order waits until no rollout is in flight. */
    private static void launcher() throws IOException {
        String script = """
                #!/bin/bash
                case $1 in scale | pin | hold | freeze | release)
                  for ((i = 0; i < 100; i++)); do
                    curl -s http://127.0.0.1:%d/api/v1/services | grep -q '"rollout" *: *{' || break
                    sleep 0.2
                  done ;;
                esac
                HEADROOM_HOME=%s exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %s -Xlog:disable \\
                  -cp '%s/*' dev.headroom.receiver.cli.Main "$@"
                """;
        Path launcher = Files.writeString(
                home.resolve("headroom"),
                script.formatted(port, Distribution.ROOT, JAVA, Archive.option(), Distribution.LIB));
        launcher.toFile().setExecutable(true);
    }

    @AfterAll
    static void stop() {
        if (receiver != null) {
            receiver.close();
        }
    }

    static List<Path> documents() {
        List<NotRun> notRun = NotRun.all();
        return Snippets.documents().stream()
                .filter(document -> !List.of(KubernetesDocumentIT.DOCUMENT, ChartIT.DOCUMENT)
                        .contains(document))
                .filter(document -> Snippets.in(document).stream()
                        .anyMatch(one -> notRun.stream().noneMatch(entry -> entry.covers(one))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandOfADocumentEndsWell(Path document) throws IOException {
        List<NotRun> notRun = NotRun.all();
        List<Snippet> run = Snippets.in(document).stream()
                .filter(snippet -> notRun.stream().noneMatch(entry -> entry.covers(snippet)))
                .toList();
        assumeTrue(missing(run).isEmpty(), document + " needs " + missing(run));
        Path printed = Files.createTempDirectory(folder, "printed");
        StringBuilder script = new StringBuilder("set -o pipefail\n" + RELEASE.formatted(port));
        for (int i = 0; i < run.size(); i++) {
            script.append("{ ")
                    .append(run.get(i).text().replace("127.0.0.1:9095", "127.0.0.1:" + port))
                    .append("\n} > ")
                    .append(printed.resolve("out." + i))
                    .append(" 2>&1")
                    .append(" || { echo \"")
                    .append(run.get(i).place())
                    .append(" ended with $?\"; exit 1; }\n");
        }
        Command.Result result = new Command(home, LIMIT).run("bash", "-c", script.toString());
        assertThat(result.exit())
                .as(result.output() + " " + lastOutput(printed, run.size()))
                .isZero();
        for (int i = 0; i < run.size(); i++) {
            showsTheHeading(run.get(i), Files.readString(printed.resolve("out." + i)));
        }
    }

    /** Those of the tools beside Headroom's own that the commands begin with, and that are not here. */
    private static List<String> missing(List<Snippet> commands) {
        return TOOLS.stream()
                .filter(tool -> commands.stream().anyMatch(one -> one.text().startsWith(tool + " ")))
                .filter(tool -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .noneMatch(on -> Files.isExecutable(Path.of(on, tool))))
                .toList();
    }

    private static String lastOutput(Path printed, int commands) throws IOException {
        for (int i = commands - 1; i >= 0; i--) {
            if (Files.exists(printed.resolve("out." + i))) {
                return Files.readString(printed.resolve("out." + i));
            }
        }
        return "";
    }

    private static void showsTheHeading(Snippet snippet, String printed) {
        snippet.output().stream()
                .limit(1)
                .filter(first -> first.matches("[A-Z][A-Z .]+") || first.equals("No findings."))
                .map(first -> first.strip().replaceAll(" +", " +").replace(".", "\\."))
                .forEach(heading -> assertThat(printed).as(snippet.place()).containsPattern("(?m)^" + heading));
    }
}
