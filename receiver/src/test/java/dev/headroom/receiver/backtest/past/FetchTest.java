package dev.headroom.receiver.backtest.past;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.clients.http.TooLargeException;
import dev.headroom.clients.prometheus.Points;
import dev.headroom.clients.prometheus.Range;
import dev.headroom.clients.prometheus.UnansweredException;
import dev.headroom.receiver.backtest.BacktestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patience with a server, and a file to go on from. */
class FetchTest {

    private static final Range WEEK = new Range(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(15), 25_000);
    private static final Catalog CATALOG = new Catalog(Set.of("up"), Map.of("a:b", Set.of("sum(up)")));

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private final Deque<IOException> failures = new ArrayDeque<>();

    /** Every point is its own place in the week. */
    private List<Points> answer(String query, Range part, Duration limit) throws IOException {
        asked.add(query + " " + part.points());
        if (!failures.isEmpty()) {
            throw failures.pop();
        }
        int first = (int) Duration.between(WEEK.from(), part.from()).dividedBy(WEEK.step());
        int[] indexes = new int[part.points()];
        double[] values = new double[part.points()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = i;
            values[i] = first + i;
        }
        return List.of(new Points(Map.of("instance", "10.0.0.1:9100", "job", "a"), indexes, values));
    }

    private Fetch fetch() {
        return new Fetch(this::answer, pauses::add, (done, all, waits) -> shown.add(done + "/" + all + waits));
    }

    private Past fetched(String... queries) {
        Answers answers = new Answers(WEEK);
        fetch().run(List.of(queries), WEEK, answers, (query, points, series) -> {});
        return answers.past(CATALOG);
    }

    private static IOException refusal(int status, String why, int pause) {
        return new UnansweredException(
                "POST http://p/ was answered " + status + why,
                status,
                pause == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(pause)));
    }

    @Test
    void aWeekIsAskedForInPartsThatPrometheusAnswers() {
        Past past = fetched("up", "a");
        assertThat(asked).containsExactly("up 11000", "up 11000", "up 3000", "a 11000", "a 11000", "a 3000");
        assertThat(past.answers().get("a")).singleElement().satisfies(series -> {
            assertThat(series.value(24_999)).isEqualTo(24_999);
            assertThat(series.labels().get("instance")).matches("host-[0-9a-f]{8}");
            assertThat(series.labels()).containsEntry("job", "a");
        });
        assertThat(shown).startsWith("0/50000").endsWith("50000/50000");
    }

    @Test
    void aServerThatIsBusyIsLeftAloneForAsLongAsItWants() {
        failures.addAll(List.of(refusal(429, "", 7), refusal(503, "", 0), new IOException("connection reset")));
        assertThat(fetched("up").answers()).hasSize(1);
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(shown).contains("0/25000waits 7 s: POST http://p/ was answered 429");
    }

    @Test
    void patienceEnds() {
        for (int i = 0; i < 20; i++) {
            failures.add(refusal(503, "", 0));
        }
        assertThatThrownBy(() -> fetched("up"))
                .isInstanceOf(BacktestException.class)
                .hasMessage("POST http://p/ was answered 503; it was asked for up");
        assertThat(asked).hasSize(7);
    }

    @Test
    void whatIsTooMuchIsHalvedAndStaysSo() {
        failures.addAll(List.of(
                refusal(422, ": query processing would load too many samples into memory", 0),
                new IOException("got no answer within 120 s", new TimeoutException()),
                new IOException("failed: the answer is larger than 64 MiB", new TooLargeException(64 << 20))));
        assertThat(fetched("up").answers().get("up").get(0).value(24_999)).isEqualTo(24_999);
        assertThat(asked)
                .startsWith("up 11000", "up 5500", "up 2750", "up 1375", "up 1375")
                .hasSize(22);
        assertThat(pauses).isEmpty();
    }

    @Test
    void whatWillNotPassIsToldAtOnce() {
        failures.add(refusal(401, "; set prometheus.token_file in headroom.yml", 0));
        assertThatThrownBy(() -> fetched("up")).hasMessageContaining("answered 401; set prometheus.token_file");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aFileIsReadAsItWasWrittenAndGoesOnWhereItWasCutOff() throws IOException {
        Path path = folder.resolve("week.past");
        PastFile file = new PastFile(path);
        file.begin(WEEK, CATALOG);
        Answers half = new Answers(WEEK);
        fetch().run(List.of("up"), WEEK, half, file::append);
        String whole = Files.readString(path);
        Files.writeString(path, whole.substring(0, whole.length() - 100));

        PastFile.Content content = file.mended();
        assertThat(content.range()).isEqualTo(WEEK);
        assertThat(content.catalog()).isEqualTo(CATALOG);
        assertThat(content.answers().known("up")).isEqualTo(22_000);
        asked.clear();
        fetch().run(List.of("up"), WEEK, content.answers(), file::append);
        assertThat(asked).containsExactly("up 3000");
        assertThat(Files.readString(path)).isEqualTo(whole).doesNotContain("10.0.0.1");
        assertThat(PastFile.isOne(path)).isTrue();
        assertThat(file.read()
                        .answers()
                        .past(CATALOG)
                        .answers()
                        .get("up")
                        .get(0)
                        .value(24_999))
                .isEqualTo(24_999);
    }

    @Test
    void runsOfValuesAreShort() {
        Points points = new Points(
                Map.of(), new int[] {2, 3, 4, 6, 7}, new double[] {51, 51, 0.5, Double.NaN, Double.NEGATIVE_INFINITY});
        String line = Runs.write(points, 9);
        assertThat(line).isEqualTo("_*2 51*2 0.5 _ NaN -Infinity _");
        assertThat(Runs.write(Runs.read(Map.of(), line, 9), 9)).isEqualTo(line);
        assertThatThrownBy(() -> Runs.read(Map.of(), "1*10", 9)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoSuchFileIsTold() throws IOException {
        Path path = folder.resolve("x.past");
        for (String text : List.of(
                "",
                "timestamp,seconds\n",
                "{}\n",
                "{\"headroom_past\":2}\n",
                "{\"headroom_past\":1,\"points\":-1}\n")) {
            Files.writeString(path, text);
            assertThatThrownBy(() -> new PastFile(path).read())
                    .as(text)
                    .isInstanceOf(BacktestException.class)
                    .hasMessageContaining("x.past: must be a file that --save has written, but ");
        }
    }
}
