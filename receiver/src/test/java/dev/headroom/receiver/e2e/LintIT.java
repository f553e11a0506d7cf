package dev.headroom.receiver.e2e;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command {@code headroom lint} as a user types it, on copies of the shipped files. */
class LintIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @BeforeEach
    void copy() throws IOException {
        for (String name :
                List.of("alert-rules", "alertmanager", "compose", "docs", "grafana-dashboards", "kubernetes")) {
            try (Stream<Path> files = Files.walk(Distribution.ROOT.resolve(name))) {
                for (Path file : files.filter(file -> !Files.isDirectory(file, NOFOLLOW_LINKS))
                        .toList()) {
                    Path to = folder.resolve(Distribution.ROOT.relativize(file));
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to, NOFOLLOW_LINKS);
                }
            }
        }
    }

    private Distribution.Result lint(String... words) {
        return lint(Map.of(), words);
    }

    private Distribution.Result lint(Map<String, String> environment, String... words) {
        String[] all = Stream.concat(Stream.of("lint"), Stream.of(words)).toArray(String[]::new);
        Distribution.Result result = Distribution.run(folder, LIMIT, environment, all);
        assertThat(result.text()).doesNotContain("\tat ", "Exception");
        return result;
    }

    private void replace(String file, String text, String other) throws IOException {
        String content = Files.readString(folder.resolve(file));
        assertThat(content).contains(text);
        Files.writeString(folder.resolve(file), content.replace(text, other));
    }

    @Test
    void theShippedFilesHaveNoFindingsAndEveryTriggerItsReactionTime() {
        Distribution.Result result = lint();
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .startsWith("No findings.\n\nSERVICE")
                .containsPattern("worker-llm +queue_length +LLMQueueBuildup .* 8m30s\n");
        assertThat(lint("--format", "github").text()).isEmpty();
    }

    @Test
    void aFindingEndsWithOneInEveryFormat() throws IOException {
        replace("alertmanager/alertmanager.yml", "max_alerts: 0", "max_alerts: 20");
        Distribution.Result text = lint();
        assertThat(text.exit()).isOne();
        assertThat(text.out()).startsWith("alertmanager/alertmanager.yml:").contains("[max-alerts]\n1 finding.\n");
        assertThat(lint("--format", "github").out()).startsWith("::error file=alertmanager/alertmanager.yml,line=");
        assertThat(lint("--format", "json").out()).contains("\"rule\" : \"max-alerts\"");
        assertThat(lint("alert-rules").exit()).as("findings of another folder").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whatPrometheusRefusesIsAFinding(Generation generation) throws IOException {
        generation.assumeHas(LintIT.class, "promtool");
        String folderOfPromtool =
                Path.of(generation.program("promtool")).getParent().toString();
        Map<String, String> first = Map.of("PATH", folderOfPromtool + ":" + System.getenv("PATH"));
        assertThat(lint(first).out()).startsWith("No findings.\n");
        replace("alert-rules/app.rules.yml", "} > 0.70\n        for: 3m\n", "} > 0.70\n        for: 3 minutes\n");
        assertThat(lint(first).out())
                .contains("alert-rules/app.rules.yml:10:14: Prometheus refuses it: \"3 minutes\"", "\n1 finding.\n");
        replace("alert-rules/app.rules.yml", "for: 3 minutes", "for: 3m");
        replace("alert-rules/app.rules.yml", "humanizePercentage", "humanizePercent");
        assertThat(lint(first).out())
                .contains("Prometheus refuses it: ", "\"humanizePercent\" not defined", "[promql]");
    }

    @Test
    void aBrokenFileIsAFindingWithPlaceAndRemedy() throws IOException {
        replace("alert-rules/app.rules.yml", "        for: 3m", "\tfor: 3m");
        Distribution.Result result = lint();
        assertThat(result.exit()).isOne();
        assertThat(result.out())
                .startsWith("alert-rules/app.rules.yml:10:1: must be indented with spaces, found a tab; "
                        + "replace it by spaces [unreadable]\n1 finding.\n");
    }

    @Test
    void aChangeIsToldInWords() throws IOException {
        replace(
                "alert-rules/worker-llm.rules.yml",
                "service:llm_queue_length:max > 50\n        for: 2m",
                "service:llm_queue_length:max > 40\n        for: 1m");
        Distribution.Result result = lint("--diff", Distribution.ROOT.toString());
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .isEqualTo("worker-llm: LLMQueueBuildup 50 -> 40, for 2m -> 1m; cooldown of queue_length unchanged; "
                        + "worst-case reaction 8m30s -> 7m30s\n");
    }

    @Test
    void whatCannotBeDoneEndsWithTwo() throws IOException {
        assertThat(lint("--diff", "no-such-revision").exit()).isEqualTo(2);
        Distribution.Result missing = lint("no-such-file");
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).isEqualTo("headroom: no-such-file does not exist; check the path\n");
        assertThat(lint("--format", "xml").exit()).isEqualTo(2);
    }
}
