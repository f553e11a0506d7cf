package dev.headroom.receiver.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.candidate.Result.Figures;
import dev.headroom.receiver.backtest.candidate.Result.Point;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.receiver.decision.Guard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Instant BEGINS = Instant.parse("2026-01-01T00:00:00Z");

    private static Result result(String name, double objective, double hours, int actions) {
        Figures figures = new Figures(
                1000,
                objective,
                3.25,
                1200,
                hours,
                actions,
                1,
                7,
                Map.of(Guard.COOLDOWN, 12.0, Guard.ROLLOUT, 3.0),
                Double.NaN,
                Double.NaN);
        List<Change> changes = List.of(new Change(60, 2, 3, "worker-llm goes from 2 to 3: LLMQueueBuildup <& more>"));
        List<Point> points = List.of(new Point(0, 2, 2, 0), new Point(60, 3, 2, 120), new Point(120, 3, 3, 4));
        return new Result(name, figures, changes, points, Map.of("vram", Set.of("LLMLowVRAMUsage")), List.of());
    }

    private static Report report(Result... results) {
        return new Report("made | trace <1>", "worker-llm", BEGINS, new Objective.Begin(2), List.of(results), Set.of());
    }

    private static final Report TWO = report(result("here", 0.9512, 110.04, 40), result("git:main", 0.94, 100, 44));

    @Test
    void theTableAndTheDifferenceInWords() {
        assertThat(TextReport.of(TWO)).isEqualTo("""
                made | trace <1>

                candidate  within 2 s  p99 wait  failures  replica hours  actions  reversals  at max
                here          95.12 %     3.3 s     1,200          110.0       40          1   7 min
                git:main      94.00 %     3.3 s     1,200          100.0       44          1   7 min

                minutes refused by  rollout  cooldown
                here                      3        12
                git:main                  3        12

                here against git:main: 1.12 points more requests in time (95.12 %, was 94.00 %); 10.0 more replica hours (110.0, was 100.0, +10 %); 4 fewer actions (40, was 44, -9 %).

                not modelled: vram; so these never fire: LLMLowVRAMUsage
                """);
    }

    @Test
    void thatNothingDiffersIsSaid() {
        assertThat(TextReport.of(report(result("a", 0.9, 1, 1), result("b", 0.9, 1, 1))))
                .contains("a against b: no difference.");
    }

    @Test
    void ofSeveralSeedsTheMeansAreToldWithTheLeastAndTheMost() {
        Result here = Result.of(List.of(result("here", 0.95, 110, 40), result("here", 0.96, 114, 42)));
        Result main = Result.of(List.of(result("git:main", 0.94, 112, 44), result("git:main", 0.93, 100, 45)));
        assertThat(TextReport.of(report(here, main)))
                .contains("\nhere       95.50 % (95.00 to 96.00)     3.3 s     1,200  112.0 (110.0 to 114.0)       41 ")
                .contains("2.00 points more requests in time (95.50 %, was 93.50 %), so with 2 of 2 seeds;"
                        + " 6.0 more replica hours (112.0, was 106.0, +6 %), so with 1 of 2 seeds; 4 fewer actions");
        assertThat(JsonReport.of(report(here, main))).contains("\"draws\" : [ {\n      \"objective\" : 0.95,");
        assertThat(JsonReport.of(TWO)).doesNotContain("draws");
    }

    @Test
    void aSearchMarksItsFront() {
        Result best = result("best", 0.9, 1, 1);
        Report report = new Report(
                "t", "s", BEGINS, new Objective.Begin(2), List.of(result("first", 0.8, 2, 1), best), Set.of(best));
        assertThat(TextReport.of(report).lines().filter(line -> line.startsWith("best")))
                .allMatch(l -> l.endsWith("*"));
        assertThat(TextReport.of(report).lines().filter(line -> line.startsWith("first")))
                .noneMatch(line -> line.endsWith("*"));
        assertThat(JsonReport.of(report)).contains("\"on_front\" : true");
    }

    @Test
    void thePageNeedsNothingElseAndEscapesWhatItShows() {
        String html = HtmlReport.of(TWO);
        assertThat(html)
                .doesNotContain("http", "<script", "src=", "@import", "url(")
                .doesNotContain("<& more>", "trace <1>")
                .contains("prefers-color-scheme: dark", "LLMQueueBuildup &lt;&amp; more&gt;", "made | trace &lt;1&gt;")
                .contains("<title>here, 2026-01-01T00:01:00Z: 2 -&gt; 3\nworker-llm goes from 2 to 3");
        assertThat(html.split("<svg", -1)).hasSize(3);
        assertThat(html.split("<path class=\"line", -1)).hasSize(5);
        assertThat(html.split("<circle", -1)).hasSize(3);
    }

    @Test
    void thePullRequestGetsTablesAndAChart() {
        assertThat(MarkdownReport.of(TWO))
                .contains("| candidate | within 2 s |", "| here | 95.12 % |", "made \\| trace &lt;1>")
                .contains("```mermaid\nxychart-beta\n", "line [2, 3, 3]", "y-axis \"replicas\" 0 --> 4")
                .contains("- here against git:main: 1.12 points more");
    }

    @Test
    void theNumbersForPrograms() {
        assertThat(JsonReport.of(TWO))
                .contains("\"objective\" : 0.9512", "\"at\" : \"2026-01-01T00:01:00Z\"", "\"cooldown\" : 12.0");
    }
}
