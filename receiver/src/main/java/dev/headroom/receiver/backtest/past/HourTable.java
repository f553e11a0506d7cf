package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.report.Report;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The most replicas of every hour, a line a day, in UTC. */
final class HourTable {

    private static final int HOURS = 24;

    private HourTable() {}

    static String text(Report report) {
        int width = report.results().stream()
                .mapToInt(result -> result.name().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder("\nthe most replicas of every hour, from 00:00 to 23:00 UTC\n");
        report.results()
                .forEach(result -> days(result, report.begins())
                        .forEach((day, hours) -> text.append(String.format(
                                                Locale.ROOT,
                                                "%-" + width + "s  %s  %s",
                                                result.name(),
                                                day,
                                                line(hours))
                                        .stripTrailing())
                                .append('\n')));
        return text.toString();
    }

    private static Map<LocalDate, int[]> days(Result result, Instant begins) {
        Map<LocalDate, int[]> days = new TreeMap<>();
        for (Result.Point point : result.points()) {
            ZonedDateTime time = begins.plusSeconds(Math.round(point.at())).atZone(ZoneOffset.UTC);
            int[] hours = days.computeIfAbsent(time.toLocalDate(), first -> unknown());
            hours[time.getHour()] = Math.max(hours[time.getHour()], point.replicas());
        }
        return days;
    }

    private static int[] unknown() {
        int[] hours = new int[HOURS];
        Arrays.fill(hours, -1);
        return hours;
    }

    private static String line(int[] hours) {
        return Arrays.stream(hours)
                .mapToObj(count -> count < 0 ? "  ." : String.format(Locale.ROOT, "%3d", count))
                .collect(Collectors.joining());
    }
}
