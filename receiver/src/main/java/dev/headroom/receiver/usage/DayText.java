package dev.headroom.receiver.usage;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.usage.Track.Point;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A day as text: a line {@code DATE UNTIL USED AT_MAX SEEN}, then one a point, {@code AT DESIRED READY MIN MAX FLOOR} or
 * {@code AT} alone. Times are seconds since 1970, periods milliseconds, and {@code -} stands for a count that is not known.
 */
final class DayText {

    private DayText() {}

    static String write(Day day) {
        Hours before = day.before();
        String head = String.join(
                " ",
                day.date().toString(),
                seconds(day.until()),
                millis(before.used()),
                millis(before.atMax()),
                millis(before.seen()));
        return head + day.points().stream().map(point -> "\n" + line(point)).collect(joining());
    }

    /** Empty where the text is no day. */
    static Optional<Day> read(String text) {
        try {
            List<String> lines = text.lines().toList();
            String[] head = lines.get(0).split(" ", -1);
            return Optional.of(new Day(
                    LocalDate.parse(head[0]),
                    new Hours(period(head[2]), period(head[3]), period(head[4])),
                    lines.stream().skip(1).map(DayText::point).toList(),
                    instant(head[1])));
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static String line(Point point) {
        Counts counts = point.counts();
        return counts == null
                ? seconds(point.at())
                : String.join(
                        " ",
                        seconds(point.at()),
                        count(counts.desired()),
                        count(counts.ready()),
                        count(counts.min()),
                        count(counts.max()),
                        count(counts.floor()));
    }

    private static Point point(String line) {
        String[] words = line.split(" ", -1);
        return new Point(instant(words[0]), words.length == 1 ? null : counts(words));
    }

    private static Counts counts(String[] words) {
        return new Counts(
                known(words[1]),
                known(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]));
    }

    private static String seconds(Instant instant) {
        return Long.toString(instant.getEpochSecond());
    }

    private static Instant instant(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private static String millis(Duration period) {
        return Long.toString(period.toMillis());
    }

    private static Duration period(String millis) {
        return Duration.ofMillis(Long.parseLong(millis));
    }

    private static String count(@Nullable Integer count) {
        return count == null ? "-" : count.toString();
    }

    private static @Nullable Integer known(String word) {
        return word.equals("-") ? null : Integer.valueOf(word);
    }
}
