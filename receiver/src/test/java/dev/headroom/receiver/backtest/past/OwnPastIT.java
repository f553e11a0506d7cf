package dev.headroom.receiver.backtest.past;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.alerting.Firing;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.grafana.Prometheus;
import dev.headroom.receiver.lint.RuleSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A known past, held by a real Prometheus, is played as that Prometheus's own rules would have made of it. */
class OwnPastIT {

    private static final int HOURS = 4;

    /** On a fixed day: what is decided hangs on the schedule's windows, too. */
    private static final Instant END = Instant.parse("2026-01-07T04:00:00Z");

    private static final Candidate SHIPPED = Candidates.folder("here", Distribution.ROOT);

    @TempDir
    private Path folder;

    static List<Generation> generations() {
        return Generation.here(OwnPastIT.class, "prometheus", "promtool");
    }

    @ParameterizedTest
    @MethodSource("generations")
    void alertsFireWhenPromtoolSaysThatTheyDo(Generation generation) throws IOException {
        KnownPast known = new KnownPast(END.minus(Duration.ofHours(HOURS)), HOURS);
        known.writeSamples(folder.resolve("past.txt"));
        RuleSet rules = ((Candidate.Rules) SHIPPED.plan()).rules();
        PastReader reader =
                new PastReader(List.of(rules), List.of("worker-llm"), PastReader.REPLICAS, PastReader.Loop.OPEN);
        Path kept = folder.resolve("kept.past");
        PastReport report;
        try (Prometheus server = Prometheus.holding(generation, folder, "past.txt")) {
            Window window = new Window(Duration.ofHours(HOURS), Duration.ofSeconds(KnownPast.STEP));
            OwnPast past = reader.from(new PastReader.Asked(
                    Endpoint.open(URI.create(server.url())), window, END, kept, (done, all, waits) -> {}));
            report = past.compare(List.of(SHIPPED), rules.policy().service("worker-llm"), Optional.empty());
        }
        Map<String, List<Firing>> firings = new TreeMap<>();
        report.firings().get("here").forEach((rule, times) -> firings.put(rule.name(), times));
        assertThat(firings.values().stream().mapToInt(List::size).sum()).isGreaterThan(8);
        Agreement agreement = new Agreement(folder, known, generation.program("promtool"));
        assertThat(agreement.share(firings)).isGreaterThanOrEqualTo(0.995);

        OwnPast offline = reader.saved(kept);
        PastReport again = offline.compare(List.of(SHIPPED), rules.policy().service("worker-llm"), Optional.empty());
        assertThat(again.firings()).isEqualTo(report.firings());
        assertThat(Files.readString(kept)).doesNotContain("127.0.0.1", "10.0.0.1");

        RuleSet higher = rules.with(rules.alerts().stream()
                .map(rule -> rule.name().equals("LLMQueueBuildup")
                        ? rule.withThreshold("1000").orElseThrow()
                        : rule)
                .toList());
        Candidate other = new Candidate("now", new Candidate.Rules(higher));
        assertThat(new Meaning(offline, SHIPPED, other)
                        .beside(List.of("worker-llm: LLMQueueBuildup 50 -> 1000", "and more")))
                .first(as(STRING))
                .matches("worker-llm: LLMQueueBuildup 50 -> 1000; since .*: would have fired 0 times instead of [1-9],"
                        + " [0-9hms]+ shorter; [1-9][0-9]* fewer ups? .*");
    }
}
