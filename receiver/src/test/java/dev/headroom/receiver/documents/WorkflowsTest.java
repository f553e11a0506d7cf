package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What runs on GitHub: workflows here, and the action for other repositories. */
class WorkflowsTest {
    private static final Path ACTION = Distribution.ROOT.resolve("action.yml");
    private static final Pattern USES = Pattern.compile("(?m)^[ -]*uses: *(\\S+)");
    private static final Pattern PINNED = Pattern.compile("\\./.*|[^@]+@[0-9a-f]{40}");

    @TempDir
    Path folder;

    static List<Path> files() throws IOException {
        try (Stream<Path> workflows = Files.list(Distribution.ROOT.resolve(".github/workflows"))) {
            return Stream.concat(workflows, Stream.of(ACTION)).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyActionIsPinnedByCommitAndEveryPipeFails(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(USES.matcher(text).results().map(match -> match.group(1)))
                .isNotEmpty()
                .allMatch(action -> PINNED.matcher(action).matches());
        if (text.contains(" | ")) {
            assertThat(text).containsPattern("shell: bash|run: \\{shell: bash}");
        }
    }

    /** The action's own steps, as the runner does them, in a tree with a mistake. */
    @Test
    void theActionTellsFindingsAndFails() throws IOException {
        Path tree = tree();

        assertThat(step("Findings", "").exit()).isEqualTo(1);
        assertThat(step("What this changes", "").exit()).isEqualTo(1);
        assertThat(step("Backtest", "--service app").exit()).isZero();
        assertThat(called())
                .containsExactly(
                        "lint --format github --fail-on error",
                        "lint --diff HEAD~1",
                        "backtest --trace a b.csv --against git:HEAD~1 --service app --report " + folder
                                + "/backtest.md");
    }

    /** Only where a Prometheus is named is one asked. */
    @Test
    void theActionTellsWhatAChangeWouldHaveMeant() throws IOException {
        tree();

        assertThat(step("What this changes", "", "PROMETHEUS=http://prometheus:9090", "SINCE=3d")
                        .exit())
                .isEqualTo(1);
        assertThat(called()).containsExactly("lint --diff HEAD~1 --from-prometheus http://prometheus:9090 --since 3d");
    }

    /** The step of our own workflow: a fork's code never runs beside a Prometheus, and nothing is asked where none is named. */
    @Test
    void theWorkflowTellsWhatAChangeWouldHaveMeant() throws IOException {
        Map<String, Object> job = jobs("backtest.yml").get("past");
        assertThat(job.get("if"))
                .isEqualTo("vars.HEADROOM_PROMETHEUS != ''"
                        + " && github.event.pull_request.head.repo.full_name == github.repository");
        String run = steps(job).stream()
                .filter(step -> "What it would have meant".equals(step.get("name")))
                .map(step -> String.valueOf(step.get("run")))
                .findFirst()
                .orElseThrow();
        tree();
        Files.copy(folder.resolve("action/headroom"), folder.resolve("headroom"), StandardCopyOption.COPY_ATTRIBUTES);

        assertThat(script(run, "PROMETHEUS=http://prometheus:9090", "SINCE=7d").exit())
                .isEqualTo(1);
        assertThat(called()).containsExactly("lint --diff HEAD~1 --from-prometheus http://prometheus:9090 --since 7d");
        assertThat(Files.readString(folder.resolve("summary"))).startsWith("### What it would have meant");
    }

    /** One whose limit is broken hides none of the others. */
    @Test
    void theActionPlaysEveryServiceWhereNoneIsNamed() throws IOException {
        tree();

        assertThat(step("Backtest", "--fail-if actions>9").exit()).isEqualTo(1);
        assertThat(called())
                .filteredOn(call -> call.startsWith("backtest"))
                .extracting(call -> call.replace(" --report " + folder + "/backtest.md", ""))
                .containsExactly(
                        "backtest --trace a b.csv --against git:HEAD~1 --fail-if actions>9 --service app",
                        "backtest --trace a b.csv --against git:HEAD~1 --fail-if actions>9 --service chat");
    }

    private List<String> called() throws IOException {
        return Files.readAllLines(folder.resolve("called"));
    }

    /** With a headroom that notes how it is called, finds mistakes in a tree, has two services, and breaks a limit of app. */
    private Path tree() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree/alert-rules"));
        Files.writeString(tree.resolve("a.rules.yml"), "groups: [{name: a, rules: [{alert: A, expr: up}]}]\n");
        Path launcher = folder.resolve("action/headroom");
        Files.createDirectories(launcher.getParent());
        Files.writeString(launcher, "#!/bin/sh\necho \"$@\" >> '" + folder + """
                        /called'
                        case "$*" in
                          *json) printf '    "service" : "%s",\\n' chat app app ;;
                          lint* | *fail-if*app*) exit 1 ;;
                        esac
                        """);
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return tree;
    }

    private Command.Result step(String name, String more, String... variables) throws IOException {
        String run = actionSteps().stream()
                .filter(step -> name.equals(step.get("name")))
                .map(step -> String.valueOf(step.get("run")))
                .findFirst()
                .orElseThrow();
        return script(
                run,
                Stream.concat(Stream.of("MORE=" + more), Stream.of(variables)).toArray(String[]::new));
    }

    private Command.Result script(String run, String... variables) throws IOException {
        Path script = Files.writeString(folder.resolve("step"), run);
        Files.writeString(folder.resolve("backtest.md"), "");
        Stream<String> usual = Stream.of(
                "env",
                "GITHUB_ACTION_PATH=" + folder.resolve("action"),
                "GITHUB_STEP_SUMMARY=" + folder.resolve("summary"),
                "RUNNER_TEMP=" + folder,
                "FOLDER=tree",
                "FAIL_ON=error",
                "BASE=HEAD~1",
                "TRACE=a b.csv");
        Stream<String> bash = Stream.of("bash", "--noprofile", "--norc", "-eo", "pipefail", script.toString());
        return new Command(folder, Duration.ofSeconds(20))
                .run(Stream.of(usual, Stream.of(variables), bash)
                        .flatMap(words -> words)
                        .toArray(String[]::new));
    }

    private static List<Map<String, Object>> actionSteps() {
        return steps(
                WorkflowsTest.<Map<String, Map<String, Object>>>yaml(ACTION).get("runs"));
    }

    private static Map<String, Map<String, Object>> jobs(String workflow) {
        Path file = Distribution.ROOT.resolve(".github/workflows").resolve(workflow);
        return WorkflowsTest.<Map<String, Map<String, Map<String, Object>>>>yaml(file)
                .get("jobs");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> steps(Map<String, Object> of) {
        return (List<Map<String, Object>>) of.get("steps");
    }

    private static <T> T yaml(Path file) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
