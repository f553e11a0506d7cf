package dev.headroom.receiver.backtest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), text);
    }

    @Test
    void tokensBecomeWork() throws IOException {
        Trace trace = TraceFile.read(
                file("TIMESTAMP,ContextTokens,GeneratedTokens\n"
                        + "2023-11-16 18:17:04.5000000,8000,60\n2023-11-16 18:17:03.0000000,4000,30\n\n"),
                Speed.DEFAULT);
        assertThat(trace.begins()).isEqualTo(Instant.parse("2023-11-16T18:17:03Z"));
        assertThat(trace.requests()).containsExactly(new Request(0, 1, 4000, 30), new Request(1.5, 2, 8000, 60));
        assertThat(trace.seconds()).isEqualTo(1.5);
    }

    @Test
    void workMayBeGivenItselfAndTimesInOtherForms() throws IOException {
        Trace trace =
                TraceFile.read(file("seconds,timestamp\n0.25,1700158623.5\n3,2023-11-16T18:17:04.5Z\n"), Speed.DEFAULT);
        assertThat(trace.requests()).hasSize(2);
        assertThat(trace.requests().get(1).at()).isCloseTo(1, within(1e-9));
        assertThat(trace.requests().get(1).work()).isEqualTo(3);
    }

    /** As the Azure Public Dataset writes its traces of 2024. */
    @Test
    void timesMayHaveAnOffset() throws IOException {
        Trace trace = TraceFile.read(
                file("TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:01.009930+00:00,8000,0\n"
                        + "2024-05-10 00:00:00+00:00,8000,0\n2024-05-10T09:00:02+09:00,8000,0\n"),
                Speed.DEFAULT);
        assertThat(trace.begins()).isEqualTo(Instant.parse("2024-05-10T00:00:00Z"));
        assertThat(trace.requests()).hasSize(3);
        assertThat(trace.requests().get(1).at()).isCloseTo(1.00993, within(1e-9));
        assertThat(trace.requests().get(2).at()).isCloseTo(2, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | must hold a head and at least one request, found nothing; see docs/backtest.md",
                "timestamp,seconds | must hold at least one request, found only a head; see docs/backtest.md",
                "time,seconds#1,2 | :1: must have a column timestamp, found time, seconds",
                "timestamp,context_tokens#1,2 | :1: must have a column generatedtokens",
                "timestamp,seconds#1,2#soon,1 | :3: timestamp must be a time like 2023-11-16 18:17:03.98, or seconds, found \"soon\"",
                "timestamp,seconds#1,-2 | :2: seconds must be a number of 0 or more, found \"-2\"; correct or remove the line",
                "timestamp,seconds#1,NaN | :2: seconds must be a number of 0 or more, found \"NaN\"",
                "timestamp,seconds#1 | :2: seconds must be a number of 0 or more, found \"\"",
            })
    void badInputNamesItsLine(String text, String message) throws IOException {
        Path file = file(text.replace("#", "\n"));
        assertThatThrownBy(() -> TraceFile.read(file, Speed.DEFAULT))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        assertThatThrownBy(() -> TraceFile.read(folder.resolve("none.csv"), Speed.DEFAULT))
                .hasMessageContaining("none.csv: must be a readable file, found no such file; check the path");
    }

    @Test
    void aDayFollowsItsShapeAndTheSameSeedMakesTheSameDay() {
        List<Request> hour = IntStream.range(0, 3600)
                .mapToObj(second -> new Request(second, 1))
                .toList();
        Trace trace = new Trace(Instant.EPOCH, 3600, hour);
        Shape shape = new Shape(List.of(0.5, 2.0, 0.0), 1, 7);
        Trace day = shape.day(trace, Instant.EPOCH);
        assertThat(day.seconds()).isEqualTo(3 * 3600);
        assertThat(inHour(day, 0)).isBetween(1700L, 1900L);
        assertThat(inHour(day, 1)).isBetween(7198L, 7201L);
        assertThat(inHour(day, 2)).isLessThan(3L);
        assertThat(shape.day(trace, Instant.EPOCH)).isEqualTo(day);
        assertThat(new Shape(shape.hours(), 1, 8).day(trace, Instant.EPOCH)).isNotEqualTo(day);
        assertThat(new Shape(shape.hours(), 2.5, 7).scaled(trace).requests()).hasSizeBetween(8800, 9200);
        assertThat(new Shape(shape.hours(), 1, 7).scaled(trace)).isEqualTo(trace);
    }

    private static long inHour(Trace day, int hour) {
        return day.requests().stream()
                .filter(request -> (int) (request.at() / 3600) == hour)
                .count();
    }

    @Test
    void aShapeIsNumbers() {
        assertThat(Shape.parse("0.5, 1,2")).containsExactly(0.5, 1.0, 2.0);
        assertThatThrownBy(() -> Shape.parse("1,much"))
                .hasMessage("--shape: must be numbers of 0 to 1000, one for each hour, with commas between them,"
                        + " found \"1,much\"; write it like 0.5,1,1.5");
        assertThat(Shape.USUAL_DAY).hasSize(24);
    }
}
