package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.Traces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command as it is typed. */
class BacktestCommandTest {

    @TempDir
    private Path folder;

    private Path trace;
    private String out = "";
    private String err = "";

    @BeforeEach
    void writeTrace() throws IOException {
        trace = Files.writeString(folder.resolve("made.csv"), Traces.csv(Traces.shortBurst()));
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of("--rules", ".."));
        all.addAll(List.of(words));
        StringWriter errors = new StringWriter();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return new CommandLine(new BacktestCommand())
                    .setErr(new PrintWriter(errors, true))
                    .setExecutionExceptionHandler(new PlainErrors())
                    .execute(all.toArray(String[]::new));
        } finally {
            System.setOut(before);
            out = printed.toString(StandardCharsets.UTF_8);
            err = errors.toString();
        }
    }

    @Test
    void aTableAPageAndTheEndThatCiNeeds() throws IOException {
        Path page = folder.resolve("out.html");
        Path summary = folder.resolve("out.md");
        int code = run(
                "--trace",
                trace.toString(),
                "--against",
                "static:2",
                "--report",
                page.toString(),
                "--report",
                summary.toString(),
                "--fail-if",
                "objective<1%",
                "--fail-if",
                "replica_hours>0.5");
        assertThat(code).isEqualTo(1);
        assertThat(out).contains("made.csv: ", "\n..  ", "\nstatic:2 ", ".. against static:2: ");
        assertThat(Files.readString(page)).contains("<svg", "made.csv");
        assertThat(Files.readString(summary)).contains("| static:2 |", "```mermaid");
    }

    @Test
    void withinItsLimitsItEndsWell() {
        assertThat(run("--trace", trace.toString(), "--fail-if", "failures>1000000", "--json"))
                .isZero();
        assertThat(out).startsWith("{\n  \"trace\" : \"made.csv");
    }

    /** A day of a burst, of whose requests chance leaves half out. */
    @Test
    void severalSeedsTellWhatIsChance() {
        assertThat(run("--trace", trace.toString(), "--scale", "0.5", "--seeds", "3", "--against", "static:2"))
                .isZero();
        assertThat(out)
                .contains("seed 1 and the 2 after it: means, in brackets the least and the most")
                .containsPattern("\nstatic:2 +[0-9.]+ % \\([0-9.]+ to [0-9.]+\\)")
                .containsPattern(", so with [0-3] of 3 seeds");
    }

    /** Two seconds of prompt and eleven tokens, two a second with one in the batch, of one request each ten seconds. */
    @Test
    void replicasThatBatchAreJudgedByTheirTokens() {
        int code = run(
                "--ramp",
                "0.1:5m",
                "--tokens",
                "2000,1000",
                "--prefill",
                "1000",
                "--decode",
                "500",
                "--kv-tokens",
                "5000",
                "--objective",
                "ttft<2500ms",
                "--objective",
                "tpot<3ms",
                "--against",
                "kpa",
                "llmd",
                "static:0",
                "--fail-if",
                "p90_ttft>2.5");
        assertThat(code).isZero();
        assertThat(out)
                .contains("ramp 0.1:5m of 2000 and 1000 tokens: 30 requests in 0.1 hours, seed 1")
                .contains("TTFT < 2.5 s, TPOT < 3 ms", "p90 TTFT  p90 TPOT\n")
                .containsPattern("\nllmd +100.00 %.* 2.1[0-9] s +2 ms\n")
                .containsPattern("\nstatic:0 +0.00 %.* 30 .* - +-\n");
    }

    @Test
    void aSearchPrintsItsFront() {
        int code = run("--trace", trace.toString(), "--sweep", "LLMQueueBuildup.threshold=20,50");
        assertThat(code).isZero();
        assertThat(out.lines().filter(line -> line.startsWith(".. LLMQueueBuildup.threshold=")))
                .hasSize(2);
        assertThat(out).contains("* none of the others serves more requests in time");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--day | which trace? name one with --trace FILE",
                "--trace TRACE --service web | found web; name one of them",
                "--trace TRACE --scale 0 | --scale: must be 0.001 to 1000.0, found 0.0",
                "--trace TRACE --seeds 0 | --seeds: must be 1.0 to 1000.0, found 0.0",
                "--trace TRACE --give-up soon | --give-up: must be a duration, found \"soon\"; write it like 15s or 500ms",
                "--trace TRACE --report out.pdf | --report: must end with .html or .md, found out.pdf; rename it",
                "--trace TRACE --report nowhere/out.md | --report: nowhere/out.md is in no folder that exists; make it, or name another",
                "--trace TRACE --against hpa:none.yaml | none.yaml: must be",
                "--trace TRACE --against git:no-such-revision | no-such-revision",
                "--trace TRACE --against nowhere | nowhere must be a folder with rules",
                "--trace TRACE --sweep hpa.queue=3 | --sweep: no candidate has hpa.queue",
                "--trace TRACE --from-store x.db | --from-store and --trace: one of them must be named, found both; leave one out",
                "--from-store none.db | none.db is no store; name the file that store: sqlite:FILE names",
                "--trace TRACE --objective ttft<3s | --objective: ttft and tpot must come with --kv-tokens, found none; add it",
                "--trace TRACE --kv-tokens 9e5 | --kv-tokens: must come with a trace that tells tokens, found one of seconds",
                "--ramp 1:10s --kv-tokens 9e5 --objective ttft<3s --objective 2s | found both; leave one out",
                "--ramp 1:10s --kv-tokens 9e5 --objective tpot>1s | --objective: must be a duration, or ttft or tpot with <",
                "--ramp 1:10s --against llmd | llmd: must come with --kv-tokens, found none; add it",
                "--ramp 1:10s,2 | --ramp: must be requests a second and for how long, found \"2\"; write it like 2:5m,10:90s",
                "--ramp 0:10s | --ramp: must bring 1 to 5000000 requests, found 0",
                "--ramp 1:10s --tokens 4000 | --tokens: must be those of a prompt and of an answer, found \"4000\"",
                "--ramp 1:10s --day | --ramp: must be alone, found --trace, --day, --shape or --scale; leave one out",
                "--save x.past | --save: must stand beside --from-prometheus, found alone; add --from-prometheus URL",
                "--from-prometheus ftp://x | --from-prometheus: must be an http or https URL without user and password",
                "--from-prometheus http://ann:secret@x | --from-prometheus: must be an http or https URL without user and password",
                "--from-prometheus | --from-prometheus: must name a URL where headroom.yml has no prometheus.url",
                "--from-prometheus http://127.0.0.1:1 --trace TRACE | --from-prometheus and --trace: one of them must be named",
                "--from-prometheus http://127.0.0.1:1 --since soon | --since: must be a time of one --step to 366d, found \"soon\"",
                "--from-prometheus http://127.0.0.1:1 --step 1h | --step: must be a time of 1s to 5m, found \"1h\"",
                "--from-prometheus http://127.0.0.1:1 --against oracle:80% | oracle:80%: must be rules or static:N on the past",
                "--from-prometheus http://127.0.0.1:1 | GET http://127.0.0.1:1/api/v1/label/__name__/values?start=",
                "--from-prometheus http://127.0.0.1:1 --from-store none.db | none.db is no store",
                "--trace TRACE --closed-loop | --closed-loop: must stand beside --from-prometheus, or --trace with a file that --save has",
                "--from-prometheus http://127.0.0.1:1 --closed-loop --from-store x.db | and without --from-store; found another past",
                "--from-prometheus http://127.0.0.1:1 --closed-loop --day | --closed-loop: must be without --ramp, --day and --shape",
                "--from-prometheus http://127.0.0.1:1 --closed-loop --kv-tokens 9e5 | --closed-loop: must be without --kv-tokens",
                "--from-prometheus http://127.0.0.1:1 --closed-loop --service web | found web; name one of them",
                "--trace none.csv | none.csv: must be a readable file, found no such file; check the path",
            })
    void aMistakeIsToldInPlainWords(String words, String message) {
        assertThat(run(words.replace("TRACE", trace.toString()).split(" "))).isEqualTo(2);
        assertThat(err).startsWith("headroom: ").contains(message).doesNotContain("\tat ");
    }
}
