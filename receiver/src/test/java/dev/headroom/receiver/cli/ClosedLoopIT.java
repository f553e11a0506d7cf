package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.backtest.Backtest;
import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Run;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.demand.Days;
import dev.headroom.receiver.backtest.demand.Played;
import dev.headroom.receiver.backtest.past.ClosedLoop;
import dev.headroom.receiver.backtest.past.OwnPast;
import dev.headroom.receiver.backtest.past.PastReader;
import dev.headroom.receiver.backtest.past.Window;
import dev.headroom.receiver.backtest.trace.Shape;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.grafana.Prometheus;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ServicePolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Six days whose requests are known are counted by a real Prometheus, and rebuilt from what it tells. */
class ClosedLoopIT {

    private static final Path ROOT = Distribution.ROOT;
    private static final Instant BEGINS = Instant.parse("2026-01-05T00:00:00Z");
    private static final int STEP = 15;
    private static final int HOURS = 24;
    private static final int SEED = 4;

    /** The next day begins a step later. */
    private static final Duration LENGTH = Duration.ofHours(HOURS).minusSeconds(STEP);

    private static final Candidate SHIPPED = Candidates.folder("here", ROOT);
    private static final RuleSet RULES = ((Candidate.Rules) SHIPPED.plan()).rules();
    private static final ServicePolicy SERVICE =
            Objects.requireNonNull(RULES.policy().service("worker-llm"));
    private static final List<Candidate> CANDIDATES = List.of(
            new Candidates(ROOT).of("hpa:" + ROOT.resolve("docs/backtest/worker-llm-hpa.yaml")),
            new Candidates(ROOT).of("static:5"));
    private static final Candidate DEMAND = Candidates.folder("demand", ROOT.resolve("alert-rules/demand"));

    @TempDir
    private Path folder;

    @Test
    void whatIsRebuiltComesToWhatTheRequestsThemselvesCameTo() throws IOException {
        Generation generation = Generation.any("prometheus", "promtool");
        Map<Days, Trace> truths = new EnumMap<>(Days.class);
        Map<Days, Integer> first = new EnumMap<>(Days.class);
        Map<String, StringBuilder> metrics = new TreeMap<>();
        for (Days day : Days.values()) {
            Trace truth = day.trace(begins(day), HOURS, 1, SEED);
            Played played = new Played(truth, STEP, day.ordinal() % 2 == 1);
            played.addSamples(begins(day), metrics);
            truths.put(day, truth);
            first.put(day, played.first());
        }
        Files.writeString(folder.resolve("past.txt"), String.join("", metrics.values()) + "# EOF\n");
        PastReader reader =
                new PastReader(List.of(RULES), List.of("worker-llm"), PastReader.REPLICAS, PastReader.Loop.CLOSED);
        try (Prometheus server = Prometheus.holding(generation, folder, "past.txt")) {
            Window window = new Window(LENGTH, Duration.ofSeconds(STEP));
            for (Days day : Days.values()) {
                Instant now = begins(day).plus(LENGTH);
                OwnPast past = reader.from(new PastReader.Asked(
                        Endpoint.open(URI.create(server.url())),
                        window,
                        now,
                        folder.resolve(day + ".past"),
                        (done, all, waits) -> {}));
                compare(day, truths.get(day), first.get(day), past);
            }
        }
        theCommandTellsIt(folder.resolve(Days.BURSTS + ".past"));
    }

    /** Of a file that was kept, without a server. */
    private static void theCommandTellsIt(Path kept) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new BacktestCommand())
                            .execute(
                                    "--rules",
                                    ROOT.toString(),
                                    "--trace",
                                    kept.toString(),
                                    "--closed-loop",
                                    "--against",
                                    "oracle:80%"))
                    .isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern(
                        "BURSTS.past, 2026-01-07T00:00:00Z, rebuilt: 11[0-9],[0-9]+ requests in 24.0 hours, seed 1\n")
                .containsPattern("\noracle:80% +[0-9.]+ %")
                .containsPattern("\nas it was +[0-9.]+ %")
                .contains("\nrequests are rebuilt from counts: as many in each step of 15 s")
                .containsPattern(
                        "\nwith the replicas that there were, [56]\\.[0-9] requests wait on average in the model; 5\\.[0-9] were");
    }

    private static Instant begins(Days day) {
        return BEGINS.plus(Duration.ofDays(day.ordinal()));
    }

    private static void compare(Days day, Trace truth, int first, OwnPast past) {
        Settings settings = Played.settings(SERVICE, Settings.of(SERVICE).sample(), first);
        assertThat(past.slots(RULES, "worker-llm")).hasValue(Played.SLOTS);
        ClosedLoop loop = past.closedLoop(
                RULES,
                SERVICE,
                new Backtest.Model(
                        settings.work(),
                        settings.gpuBusy(),
                        settings.giveUp(),
                        settings.objective(),
                        settings.sample(),
                        Map.of()),
                new Shape(Shape.USUAL_DAY, 1, 1));
        assertThat(loop.replicas()).hasValue(first);
        Trace rebuilt = loop.trace(ZoneOffset.UTC);
        List<Candidate> candidates = new ArrayList<>(CANDIDATES);
        if (day == Days.DAILY) {
            candidates.add(DEMAND); // what takes longest, once
        }
        for (Candidate candidate : candidates) {
            near(day, List.of(Run.of(candidate, truth, settings)), List.of(Run.of(candidate, rebuilt, settings)));
        }
        if (day == Days.BURSTS) { // where chance alone moves the shipped rules least; the mean of two draws
            Trace moved = Days.atOtherMoments(truth, STEP, 1);
            Trace again = loop.reseeded(1).trace(ZoneOffset.UTC);
            near(
                    day,
                    List.of(Run.of(SHIPPED, truth, settings), Run.of(SHIPPED, moved, settings)),
                    List.of(Run.of(SHIPPED, rebuilt, settings), Run.of(SHIPPED, again, settings)));
        }
    }

    private static void near(Days day, List<Result> truths, List<Result> told) {
        String what = day + " " + told.get(0).name();
        assertThat(mean(told, Result.Figures::objective))
                .as(what)
                .isCloseTo(mean(truths, Result.Figures::objective), within(0.01));
        assertThat(mean(told, Result.Figures::replicaHours) / mean(truths, Result.Figures::replicaHours))
                .as(what)
                .isCloseTo(1, within(0.02));
    }

    private static double mean(List<Result> results, ToDoubleFunction<Result.Figures> figure) {
        return results.stream()
                .map(Result::figures)
                .mapToDouble(figure)
                .average()
                .orElse(Double.NaN);
    }
}
