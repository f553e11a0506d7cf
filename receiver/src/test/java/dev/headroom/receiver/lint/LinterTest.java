package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every finding, each from a small tree with that one mistake, with the whole text that the user reads. */
class LinterTest {
    /** What promtool says of the same mistake differs; the fixtures have the words of 2. */
    private static final String PROMTOOL_2 = "not a valid duration string: \"3 minutes\"";

    private static final String PROMTOOL_3 = "unknown unit \" minutes\" in duration \"3 minutes\"";

    /** What amtool says before 0.32, in addition. */
    private static final String OLD_AMTOOL = "field payload not found";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource
    void finds(String mistake) throws IOException {
        assumeTrue(!mistake.startsWith("promql") || Programs.isInstalled("promtool"), "no promtool on the PATH");
        assumeTrue(!mistake.endsWith("by-amtool") || Programs.isInstalled("amtool"), "no amtool on the PATH");
        Path fixture = Trees.FIXTURES.resolve("bad").resolve(mistake);
        Report report = Trees.in(folder).overlay(fixture).lint();
        assertThat(text(report)).isEqualTo(Files.readString(fixture.resolve("expected.txt")));
    }

    static List<String> finds() throws IOException {
        try (Stream<Path> fixtures = Files.list(Trees.FIXTURES.resolve("bad"))) {
            return fixtures.map(fixture -> fixture.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private String text(Report report) {
        return report.findings().stream()
                .filter(finding -> !finding.message().contains(OLD_AMTOOL))
                .map(finding -> finding + "\n")
                .collect(Collectors.joining())
                .replace(folder + "/", "")
                .replace(PROMTOOL_3, PROMTOOL_2);
    }

    @Test
    void theGoodTreeThatTheMistakesAreMadeInHasNone() {
        assertThat(Trees.in(folder).lint().findings()).isEmpty();
    }

    @Test
    void theShippedTreeHasNone() {
        Report report = Linter.lint(Tree.read(Trees.SHIPPED));
        assertThat(report.findings()).isEmpty();
        assertThat(report.reactions()).hasSize((int) Tree.read(Trees.SHIPPED).rules().alerts().stream()
                .filter(alert -> alert.trigger().isPresent())
                .count());
    }

    @Test
    void everyCheckHasItsFixture() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String mistake : finds()) {
            all.append(Files.readString(
                    Trees.FIXTURES.resolve("bad").resolve(mistake).resolve("expected.txt")));
        }
        LintMistakesTest.all().forEach(mistake -> all.append("[").append(mistake.get("rule")));
        all.append("[not-understood"); // needs a file that is too long to show
        assertThat(Stream.of(Rule.values())
                        .map(Rule::id)
                        .filter(rule -> !all.toString().contains("[" + rule)))
                .isEmpty();
    }

    @Test
    void whatPrometheusTakesAndWeDoNotIsTold() {
        assumeTrue(Programs.isInstalled("promtool"), "no promtool on the PATH");
        String deep = "(".repeat(250) + "up" + ")".repeat(250) + " > 0";
        Trees tree = Trees.in(folder).write("alert-rules/x.rules.yml", """
                groups: [{name: x, rules: [{alert: X, expr: '%s', annotations: {summary: deep}}]}]
                """.formatted(deep));
        assertThat(tree.lint().findings())
                .extracting(Finding::rule, Finding::severity)
                .containsExactly(tuple(Rule.NOT_UNDERSTOOD, Severity.WARNING));
    }

    /** Whoever has an old promtool is told which Prometheus it needs. */
    @Test
    void whatIsTooNewForThePromtoolThatIsHere() {
        assumeTrue(Programs.isInstalled("promtool"), "no promtool on the PATH");
        String version =
                Programs.output(folder, List.of("promtool", "--version")).text();
        assumeTrue(version.contains("version 2.4"), "promtool is newer");
        Trees tree = Trees.in(folder)
                .with(
                        "alert-rules/signals.rules.yml",
                        "sum by (service)",
                        "limitk by (service) (1, up) + sum by (service)")
                .write("alert-rules/x.rules.yml", "groups: [{name: x, query_offset: 1m, rules: []}]\n");
        assertThat(tree.lint().findings())
                .filteredOn(finding -> finding.rule() == Rule.PROMQL)
                .extracting(Finding::toString)
                .satisfiesExactly(
                        finding -> assertThat(finding)
                                .contains(
                                        "signals.rules.yml:6:15: Prometheus 2.4",
                                        "; limitk needs Prometheus 2.54; install"),
                        finding -> assertThat(finding)
                                .contains(
                                        "x.rules.yml:1:1: ",
                                        "; query_offset needs Prometheus 2.53; install 2.53 or later"));
    }

    /** Those are on the machine of Alertmanager, and nobody's files are read for them. */
    @ParameterizedTest
    @ValueSource(strings = {"/etc/alertmanager/*.tmpl", "../../*.tmpl", "\\0.tmpl"})
    void templatesOutsideOfTheTreeAreNotMissed(String pattern) {
        Trees tree = Trees.in(folder)
                .with(
                        "alertmanager/alertmanager.yml",
                        "receivers:\n  - name: people\n",
                        "templates: [\"" + pattern + "\"]\nreceivers:\n  - name: people\n    slack_configs:\n"
                                + "      - {api_url: 'http://x', channel: x, text: '{{ template \"our.text\" . }}'}\n");
        assertThat(Linter.lint(tree.read(), Linter.OWN).findings()).isEmpty();
    }

    /** Each reads the one before twice: all ways through them are more than can be gone. */
    @Test
    void rulesThatReadEachOtherAgainAndAgainAreFollowedOnce() {
        StringBuilder rules = new StringBuilder("groups:\n  - name: x\n    rules:\n"
                + "      - {record: \"x:l0:sum\", expr: \"service:cpu_usage:ratio\"}\n");
        for (int i = 1; i < 60; i++) {
            rules.append("      - {record: \"x:l%d:sum\", expr: \"x:l%d:sum + x:l%2$d:sum > 1 and x:l%2$d:sum\"}\n"
                    .formatted(i, i - 1));
        }
        Trees tree = Trees.in(folder)
                .with("alert-rules/app.rules.yml", "< 0.30", "< 0.30 and on (service) x:l59:sum > 0.5")
                .write("alert-rules/x.rules.yml", rules.toString());
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Linter.lint(tree.read(), Linter.OWN))
                        .findings())
                .extracting(Finding::rule)
                .contains(Rule.TURNED_ROUND);
    }

    /** What may be high or low for an up. */
    @ParameterizedTest
    @ValueSource(
            strings = {"service:replicas_wanted:max > 3", "rabbitmq_queue_consumers < 1", "http_availability < 0.99"})
    void whatAnUpMayGoBy(String expr) {
        Trees tree = Trees.in(folder)
                .with("alert-rules/app.rules.yml", "service:cpu_usage:ratio{service=\"app\"} > 0.70", expr);
        assertThat(Linter.lint(tree.read(), List.of(TurnedChecks::signals)).findings())
                .isEmpty();
    }

    /** A rule that records something at times alone decides, too. */
    @Test
    void anAlertOnWhatIsRecordedAtTimesDecides() {
        Trees tree = Trees.in(folder)
                .with(
                        "alert-rules/app.rules.yml",
                        "service:cpu_usage:ratio{service=\"app\"} > 0.70",
                        "x:busy:bool == 1")
                .write("alert-rules/x.rules.yml", """
                        groups:
                          - name: x
                            rules:
                              - {record: "x:busy:bool", expr: "group by (service) (service:cpu_usage:ratio > 0.7)"}
                        """);
        assertThat(Linter.lint(tree.read(), List.of(FiringChecks::always)).findings())
                .isEmpty();
    }

    /** What a guard may want of an up, and of a down: room, no errors, no other service's trouble, something that comes in. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.70 | > 0.70 and on () db:cpu_usage:ratio < 0.9
            0.70 | > 0.70 and on (service) service:replicas_running:sum < 8
            0.70 | > 0.70 unless on (service) service:http_errors:ratio > 0.5
            0.70 | > 0.70 and on (service) service:gpu_memory_usage:max < 0.9
            0.70 | > 0.70 unless on () ALERTS{alertname="Deploying"}
            0.70 | > 0.70 or service:llm_queue_length:max > 50
            0.70 | > 0.70 and on (service) http_requests:rate5m > 0
            0.70 | > 0.70 and on (service) count(service:cpu_usage:ratio > 0.1) > 2
            0.70 | > 0.70 and on (service) service:cpu_limit_usage:max < 9
            0.70 | > 0.70 and on (service) service:replicas_wanted:max > 1
            0.30 | < 0.30 and on (service) rabbitmq_queue_consumers > 1
            0.30 | < 0.30 and on (service) http_requests:rate5m > 0
            0.30 | < 0.30 and on (service) service:llm_queue_length:max == 0
            0.30 | < 0.30 unless on (service) service:llm_queue_length:max > 3
            0.30 | < 0.30 and on (service) max_over_time(service:llm_queue_length:max[30m]) < 5
            0.30 | < 0.30 and on (service) service:slots_free:sum > 4
            0.30 | < 0.30 and on (service) absent_over_time(service:cpu_usage:ratio[1h] offset 1h) == 1
            0.30 | < 0.30 and on (service) service:http_errors:ratio < 0.01
            0.30 | < 0.30 or service:old_cpu_usage:ratio < 0.30
            0.30 | < 0.30 and on (service) (service:cpu_usage:ratio + service:llm_slots_busy:ratio) < 0.9
            0.30 | < 0.30 and on (service) 1 - service:cpu_usage:ratio > 0.6
            """)
    void whatGuardsMayWant(String number, String expr) {
        String operator = number.equals("0.70") ? "> " : "< ";
        Trees tree = Trees.in(folder).with("alert-rules/app.rules.yml", operator + number, expr);
        assertThat(Linter.lint(
                                tree.read(),
                                List.of(TurnedChecks::signals, TurnedChecks::guards, TurnedChecks::alternatives))
                        .findings())
                .isEmpty();
    }

    /** Each decides by what is measured now, and is compared with a number of its unit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "service:cpu_usage:ratio{service=\"app\"} > 2 * service:cpu_usage:ratio{service=\"app\"} offset 1w",
                "(service:cpu_usage:ratio{service=\"app\"} or vector(0)) > 0.7",
                "service:cpu_usage:ratio{service=\"app\"} > 0.7 unless service:cpu_usage:ratio{service=\"app\"} > 0.9",
                "service:cpu_usage:ratio{service=\"app\"} > 0.7 unless service:cpu_usage:ratio{service=\"app\"} offset 5m",
                "service:cpu_usage:ratio{service=\"app\"} > 0.7 and service:cpu_usage:ratio < 0.9",
                "service:cpu_usage:ratio{service=\"app\"} > 0.7 or on (service) service:cpu_usage:ratio == +Inf",
                "(service:cpu_usage:ratio{service=\"app\"} > bool 0.7) == 1",
                "service:cpu_usage:ratio{service=\"app\"} > 0.7 and on () hour() >= 8",
                "service:cpu_usage:ratio{service=\"app\"} offset 1m > 0.7",
                "service:cpu_usage:ratio{service=\"app\"} * 100 > 70",
                "http_errors_percent{service=\"app\"} > 0.5",
                "quantile_over_time(0.95, service:cpu_usage:ratio{service=\"app\"}[5m]) > 0.7",
                "count(up{service=\"app\"} == 0) > 0",
                "increase(cpu_seconds_total{service=\"app\"}[5m]) > 5000",
                "cpu_seconds_total{service=\"app\"} > 0"
            })
    void whatDecidesByWhatIsMeasured(String expr) {
        Trees tree = Trees.in(folder)
                .with("alert-rules/app.rules.yml", "service:cpu_usage:ratio{service=\"app\"} > 0.70", expr);
        assertThat(Linter.lint(tree.read(), Linter.OWN).findings())
                .extracting(Finding::rule)
                .isSubsetOf(Rule.DASHBOARD_THRESHOLD, Rule.UNKNOWN_METRIC);
    }

    /** Latency beside a load is no latency alone, and time in a queue is a load. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "service:http_request_duration_seconds:p95_5m > 2 and on (service) service:loaded:bool == 1",
                "histogram_quantile(0.9, sum by (le) (rate(celery_task_queue_wait_time_seconds_bucket[5m]))) > 9"
            })
    void latencyOfALoadedServiceIsNoLatencyAlone(String expr) {
        Trees tree = Trees.in(folder)
                .with("alert-rules/app.rules.yml", "service:cpu_usage:ratio{service=\"app\"} > 0.70", expr);
        assertThat(tree.lint().findings()).extracting(Finding::rule).doesNotContain(Rule.LATENCY_ALONE);
    }

    @Test
    void aSilenceCoversWhatStandsBelowIt() {
        Trees tree = Trees.in(folder)
                .with("alert-rules/app.rules.yml", "{{ $value | humanizePercentage }}", "{{ $value }}")
                .with(
                        "alert-rules/app.rules.yml",
                        "      - alert: AppHighCPU",
                        "      # headroom: ignore humanize because the ratio is short\n      - alert: AppHighCPU");
        assertThat(tree.lint().findings()).isEmpty();
        tree.with("alert-rules/app.rules.yml", "ignore humanize", "ignore-file humanize");
        assertThat(tree.lint().findings()).isEmpty();
        tree.with("alert-rules/app.rules.yml", "# headroom: ignore-file humanize because the ratio is short", "")
                .write("headroom-lint.yml", """
                        ignore:
                          - {rule: humanize, file: alert-rules/app.rules.yml, because: the ratio is short}
                        """);
        assertThat(tree.lint().findings()).isEmpty();
    }

    @Test
    void oneFileAloneShowsItsFindingsOnly() {
        Trees tree = Trees.in(folder)
                .with("alert-rules/app.rules.yml", "< 0.30", "< 0.75")
                .with("alertmanager/alertmanager.yml", "max_alerts: 0", "max_alerts: 9");
        Report routes = tree.lint().within(folder.resolve("alertmanager"));
        assertThat(routes.findings()).extracting(Finding::rule).containsExactly(Rule.MAX_ALERTS);
    }
}
