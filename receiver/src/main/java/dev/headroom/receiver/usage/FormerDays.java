package dev.headroom.receiver.usage;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How 0.1.0 kept the last two days, as two notes a service: a line {@code DATE UNTIL USED AT_MAX SEEN} with the hours of the month
 * before that day, then one a change, {@code AT DESIRED READY MIN MAX FLOOR}, or {@code AT} alone where nothing was known from
 * then on. Times are seconds since 1970, periods milliseconds, and {@code -} stands for a count that is not known.
 */
final class FormerDays {

    private FormerDays() {}

    static List<Span> read(SpanStore store, String service, ZoneId zone) {
        List<Span> all = new ArrayList<>();
        Stream.of("replicas:0:", "replicas:1:")
                .flatMap(turn -> store.note(turn + service).stream())
                .map(text -> day(text, zone))
                .filter(day -> !day.isEmpty())
                .sorted(Comparator.comparing(day -> day.get(0).from()))
                .forEach(day -> all.addAll(all.isEmpty() ? day : day.subList(1, day.size())));
        return all;
    }

    /** Its spans, after one that tells the hours before it; none where the text is no day. */
    private static List<Span> day(String text, ZoneId zone) {
        try {
            List<String> lines = text.lines().toList();
            String[] head = lines.get(0).split(" ", -1);
            Instant midnight = LocalDate.parse(head[0]).atStartOfDay(zone).toInstant();
            Instant before = midnight.minusSeconds(1);
            Hours month = new Hours(period(head[2]), period(head[3]), period(head[4]));
            List<Span> day = new ArrayList<>(List.of(new Span(before, before, new Counts(null, null, 0, 0, 0), month)));
            for (int i = 1; i < lines.size(); i++) {
                String[] words = lines.get(i).split(" ", -1);
                Instant end = instant(i + 1 < lines.size() ? lines.get(i + 1).split(" ", 2)[0] : head[1]);
                if (words.length > 1) {
                    Instant from = instant(words[0]);
                    Span span = new Span(from, from, counts(words), month).to(end);
                    month = span.month();
                    day.add(span);
                }
            }
            return day;
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
            return List.of();
        }
    }

    private static Instant instant(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private static Duration period(String millis) {
        return Duration.ofMillis(Long.parseLong(millis));
    }

    private static Counts counts(String[] words) {
        int[] bounds = Stream.of(words).skip(3).mapToInt(Integer::parseInt).toArray();
        return new Counts(known(words[1]), known(words[2]), bounds[0], bounds[1], bounds[2]);
    }

    private static @Nullable Integer known(String word) {
        return word.equals("-") ? null : Integer.valueOf(word);
    }
}
