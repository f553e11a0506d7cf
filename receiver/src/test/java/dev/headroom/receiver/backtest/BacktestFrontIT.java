package dev.headroom.receiver.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.backtest.report.MarkdownReport;
import dev.headroom.receiver.backtest.report.Report;
import dev.headroom.receiver.backtest.trace.Shape;
import dev.headroom.receiver.backtest.trace.Speed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped policies against an HPA with many targets, on the day that docs/backtest.md shows. */
class BacktestFrontIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCUMENT = ROOT.resolve("docs/backtest.md");
    private static final String HPA = "hpa:" + ROOT.resolve("docs/backtest/worker-llm-hpa.yaml");

    private static Report report;
    private static Line front;
    private static Result shipped;
    private static Result demand;

    @BeforeAll
    static void play() {
        Candidate here = Candidates.folder("here", ROOT);
        Candidate variant = Candidates.folder("alert-rules/demand", ROOT.resolve("alert-rules/demand"));
        Candidates named = new Candidates(ROOT);
        Backtest backtest = Backtest.of(
                here,
                "worker-llm",
                new TraceSource(
                        ROOT.resolve("docs/backtest/azure-llm-code-2023.csv"),
                        Speed.DEFAULT,
                        new Shape(Shape.USUAL_DAY, 2, 1),
                        true),
                new Backtest.Model(new Work.Slots(Settings.SLOTS), GpuBusy.ANY, 30, Settings.OBJECTIVE, 15, Map.of()),
                1);
        Sweep sweep = new Sweep(
                List.of(Variable.parse("hpa.utilization=30..80,10"), Variable.parse("hpa.queue=2,5,10,20,30")));
        report = backtest.search(
                List.of(here, variant, named.of("static:6"), named.of("oracle:30%"), named.of(HPA)), sweep);
        front = Line.of(report.results().stream()
                .filter(result -> result.name().startsWith("hpa:"))
                .toList());
        shipped = report.results().get(0);
        demand = report.results().get(1);
    }

    @Test
    void theShippedPolicyLiesAboveTheFrontWithFewerReversals() {
        assertThat(report.results()).hasSize(4 + 30);
        assertThat(front.below(shipped)).isGreaterThan(0.01);
        assertThat(shipped.figures().reversals())
                .isLessThan(front.left(shipped).figures().reversals())
                .isLessThan(front.right(shipped).figures().reversals());
    }

    @Test
    void theDemandPolicyLiesWellAboveItWithFewActions() {
        assertThat(front.below(demand)).isGreaterThan(0.015);
        assertThat(demand.figures().objective()).isGreaterThan(0.90);
        assertThat(Line.hours(demand)).isLessThan(113);
        assertThat(demand.figures().actions()).isLessThan(38);
    }

    /** With {@code -Dheadroom.write=true} it writes the document's table anew. */
    @Test
    void theDocumentShowsThem() throws IOException {
        new WrittenPart(DOCUMENT, "BacktestFrontIT").mustBe(table());
        assertThat(Files.readString(DOCUMENT).replace('\n', ' '))
                .contains("serve %.1f points more".formatted(front.below(shipped) * 100))
                .contains("demand policy %.1f points more, with %d"
                        .formatted(front.below(demand) * 100, demand.figures().reversals()));
    }

    private static String table() {
        List<Result> shown = new ArrayList<>(report.results().subList(0, 2));
        report.results().stream()
                .filter(result ->
                        result.name().startsWith("static:") || result.name().startsWith("oracle:"))
                .forEach(shown::add);
        front.points().stream()
                .sorted(Comparator.comparingDouble(Line::hours).reversed())
                .forEach(shown::add);
        Report table =
                new Report(report.title(), report.service(), report.begins(), report.objective(), shown, Set.of());
        return MarkdownReport.of(table)
                .lines()
                .filter(line -> line.startsWith("|"))
                .limit(2L + shown.size())
                .map(line -> line.replace(HPA + " ", "") + "\n")
                .collect(Collectors.joining());
    }
}
