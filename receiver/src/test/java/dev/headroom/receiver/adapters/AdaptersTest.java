package dev.headroom.receiver.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each adapter has a test that asks for all that it records, of series as the system writes them, and what was run for real one of
 * what the alerts then say; docs/metrics.md has the signals of all, docs/adapters.md their metrics.
 */
class AdaptersTest {
    private static final Path SIGNALS = Distribution.ROOT.resolve("docs/metrics.md");
    private static final Path METRICS = Distribution.ROOT.resolve("docs/adapters.md");
    /** Lines for a scrape, no rules, which make its series the product's. */
    private static final Adapter INSTRUMENTATOR = new Adapter("fastapi-instrumentator");

    private static final Pattern DECISION = Pattern.compile("(?m)^ {2}- name: '([a-z-]+): (.*)'$");
    private static final String FATES = "overloaded, killed, given up, empty, gone";
    private static final Pattern SERIES = Pattern.compile("series: '([a-zA-Z_:]\\w*(?::\\w+)*)(?:\\{([^']*)\\})?'");
    private static final Pattern EXPRESSION = Pattern.compile("expr: (.*)");
    private static final Pattern READ_AS_IT_IS = Pattern.compile("vllm:kv_cache_usage_perc|sglang:token_usage");

    /** Labels that the scrape sets. */
    private static final Set<String> SCRAPED = Set.of("service", "job", "instance");

    /** The columns of the table, each with the metrics of the product that fill it. */
    private static final Map<String, String> COLUMNS = columns();

    private static Map<String, String> columns() {
        SortedMap<String, String> columns = new TreeMap<>();
        columns.put("1 queue", "(llm|rl_training|http_request)_queue_length");
        columns.put("2 time (p95)", "(llm_task|http_request)_duration_seconds_bucket");
        columns.put("3 outcomes", "llm_tasks_total|http_requests_total");
        columns.put("4 running", "llm_tasks_running");
        columns.put("5 slots", "llm_task_slots");
        columns.put("6 cache", "llm_cache_usage_ratio");
        columns.put("7 GPU memory", "nvidia_gpu_memory_total_bytes");
        columns.put("8 GPU use", "nvidia_gpu_utilization_ratio");
        return columns;
    }

    static List<Adapter> adapters() {
        return Adapter.all();
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void itsTestHasSeriesAsTheSystemWritesThem(Adapter adapter) {
        Map<String, Set<Set<String>>> written = Exposition.of(adapter.page()).shapes();
        assertThat(series(adapter.test() + decisions(adapter)))
                .isNotEmpty()
                .allSatisfy(series -> assertThat(written.getOrDefault(series.getKey(), Set.of()))
                        .as("%s of %s", series.getKey(), adapter.pageFile())
                        .anyMatch(shape -> shape.containsAll(series.getValue())));
    }

    /** The foreign series of a test, each a name and the labels that the scrape does not set. */
    private static List<Map.Entry<String, List<String>>> series(String test) {
        return SERIES.matcher(test)
                .results()
                .filter(series -> !series.group(1).matches("up|(service|gpu):.*"))
                .map(series -> Map.entry(
                        series.group(1),
                        Exposition.labels(series.group(2)).keySet().stream()
                                .filter(label -> !SCRAPED.contains(label))
                                .map(label -> label.replaceFirst("^exported_", ""))
                                .toList()))
                .toList();
    }

    private static Stream<Adapter> everyone() {
        return Stream.concat(adapters().stream(), Stream.of(INSTRUMENTATOR));
    }

    static List<Adapter> lived() {
        return everyone()
                .filter(adapter -> adapter.known().startsWith("Recorded"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("lived")
    void whatWasRunIsDecidedInEveryFate(Adapter adapter) {
        assertThat(DECISION.matcher(decisions(adapter)).results().map(name -> name.group(2)))
                .containsExactly(FATES);
        assertThat(decisions(adapter)
                        .replaceFirst("(?s).*promql_expr_test:", "")
                        .split("\n {6}- "))
                .as("questions, one a fate")
                .hasSizeGreaterThan(FATES.split(", ").length);
    }

    /** The test of what the alerts say of it; empty where there is none. */
    private static String decisions(Adapter adapter) {
        return Stream.of("llm", "http")
                .map(kind -> Adapter.text(Adapter.FOLDER.resolve("tests/decisions-" + kind + ".test.yml")))
                .flatMap(text -> Stream.of(text.split("(?m)(?=^ {2}- name: )")))
                .filter(test -> test.startsWith("  - name: '" + adapter.name() + ": "))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void itsTestAsksForAllThatItRecords(Adapter adapter) {
        String asked = EXPRESSION
                .matcher(adapter.test())
                .results()
                .map(expression -> expression.group(1))
                .collect(Collectors.joining("\n"));
        assertThat(adapter.records().keySet())
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(asked).containsPattern(signalsOf(metric)));
    }

    /** The metric itself, or a signal that is made of it alone. */
    private static String signalsOf(String metric) {
        String base = metric.replaceFirst("_(bucket|count)$", "");
        return Map.of(
                                "llm_tasks_total", "llm_task_failures",
                                "http_requests_total", "http_errors",
                                "nvidia_gpu_memory_free_bytes", "gpu_memory_used",
                                "nvidia_gpu_utilization_ratio", "gpu_utilization")
                        .getOrDefault(metric, base)
                + "|" + base;
    }

    @Test
    void theDocumentsHaveThemAll() throws IOException {
        new WrittenPart(SIGNALS, "AdaptersTest").mustBe(signals());
        new WrittenPart(METRICS, "AdaptersTest").mustBe(metrics());
    }

    private static String signals() {
        String head = "| adapter | "
                + COLUMNS.keySet().stream().map(column -> column.substring(2)).collect(Collectors.joining(" | "))
                + " | how its metrics are known |\n";
        return head
                + head.replaceAll("[^|\\n]+", "---")
                + everyone()
                        .sorted(Comparator.comparing(Adapter::name))
                        .map(AdaptersTest::row)
                        .collect(Collectors.joining());
    }

    private static String row(Adapter adapter) {
        Stream<String> cells =
                COLUMNS.entrySet().stream().map(column -> cell(adapter, column.getValue(), column.getKey()));
        return "| " + adapter.name() + " | " + cells.collect(Collectors.joining(" | ")) + " | " + adapter.known()
                + " |\n";
    }

    private static String cell(Adapter adapter, String metrics, String column) {
        Map<String, Boolean> found = adapter.records();
        if (column.endsWith("cache") && READ_AS_IT_IS.matcher(adapter.page()).find()) {
            return "yes";
        }
        return found.entrySet().stream()
                .filter(entry -> entry.getKey().matches(metrics))
                .map(entry -> entry.getValue() ? "derived" : "yes")
                .findFirst()
                .orElse("no");
    }

    private static String metrics() {
        SortedMap<String, String> rows = new TreeMap<>();
        for (Adapter adapter : adapters()) {
            Exposition page = Exposition.of(adapter.page());
            page.families()
                    .forEach(family -> rows.merge(
                            family,
                            page.types().getOrDefault(family, "untyped") + " | " + adapter.name(),
                            (one, other) -> one + ", " + adapter.name()));
        }
        return "| metric | type | read by |\n|---|---|---|\n"
                + rows.entrySet().stream()
                        .map(row -> "| `" + row.getKey() + "` | " + row.getValue() + " |\n")
                        .collect(Collectors.joining());
    }
}
