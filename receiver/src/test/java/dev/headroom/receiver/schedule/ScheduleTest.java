package dev.headroom.receiver.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final Map<String, Integer> NORMAL = Map.of("app", 3, "worker-llm", 3, "worker-rl", 1);
    private static final Window PEAK =
            window("peak", "09:00", "18:00", Map.of("app", 5, "worker-llm", 4, "worker-rl", 2));
    private static final Window OFF_PEAK =
            window("off_peak", "01:00", "06:00", Map.of("app", 2, "worker-llm", 2, "worker-rl", 1));

    @ParameterizedTest(name = "{0} is {1}: app {2}, worker-llm {3}, worker-rl {4}")
    @CsvSource(textBlock = """
            00:00:00,     normal,   3, 3, 1
            00:59:59.999, normal,   3, 3, 1
            01:00:00,     off_peak, 2, 2, 1
            05:59:59.999, off_peak, 2, 2, 1
            06:00:00,     normal,   3, 3, 1
            08:59:59.999, normal,   3, 3, 1
            09:00:00,     peak,     5, 4, 2
            17:59:59.999, peak,     5, 4, 2
            18:00:00,     normal,   3, 3, 1
            23:59:59.999, normal,   3, 3, 1
            """)
    @DisplayName("spec 7.1: every window with its borders")
    void specWindows(String time, String window, int app, int llm, int rl) {
        Schedule schedule = spec("UTC");
        Instant now = Instant.parse("2026-03-10T" + time + "Z");
        assertThat(schedule.windowAt(now)).isEqualTo(window);
        assertThat(schedule.replicasAt(now, "app")).hasValue(app);
        assertThat(schedule.replicasAt(now, "worker-llm")).hasValue(llm);
        assertThat(schedule.replicasAt(now, "worker-rl")).hasValue(rl);
        assertThat(schedule.replicasAt(now, "cache")).isEmpty();
    }

    @ParameterizedTest(name = "after {0} the next change is at {1}")
    @CsvSource(textBlock = """
            2026-03-10T00:59:59.999Z, 2026-03-10T01:00:00Z
            2026-03-10T01:00:00Z,     2026-03-10T06:00:00Z
            2026-03-10T06:00:00Z,     2026-03-10T09:00:00Z
            2026-03-10T12:00:00Z,     2026-03-10T18:00:00Z
            2026-03-10T18:00:00Z,     2026-03-11T01:00:00Z
            2026-12-31T23:00:00Z,     2027-01-01T01:00:00Z
            """)
    void nextChange(Instant now, Instant expected) {
        assertThat(spec("UTC").nextChange(now)).contains(expected);
    }

    @ParameterizedTest(name = "Seoul: {0} is {1}")
    @CsvSource(textBlock = """
            2026-03-09T15:59:59.999Z, normal
            2026-03-09T16:00:00Z,     off_peak
            2026-03-09T21:00:00Z,     normal
            2026-03-09T23:59:59.999Z, normal
            2026-03-10T00:00:00Z,     peak
            2026-03-10T09:00:00Z,     normal
            """)
    void hoursAreOfTheZone(Instant now, String window) {
        assertThat(spec("Asia/Seoul").windowAt(now)).isEqualTo(window);
    }

    @ParameterizedTest(name = "22:00-04:00: {0} inside: {1}")
    @CsvSource({
        "21:59:59.999, false",
        "22:00:00, true",
        "23:59:59.999, true",
        "00:00:00, true",
        "03:59:59.999, true",
        "04:00:00, false",
        "12:00:00, false"
    })
    void windowsMayCrossMidnight(String time, boolean inside) {
        Schedule night = schedule("UTC", window("night", "22:00", "04:00", Map.of()));
        assertThat(night.windowAt(Instant.parse("2026-03-10T" + time + "Z")))
                .isEqualTo(inside ? "night" : Schedule.NORMAL);
        assertThat(night.nextChange(Instant.parse("2026-03-10T23:00:00Z")))
                .contains(Instant.parse("2026-03-11T04:00:00Z"));
    }

    @Test
    void withoutWindowsNothingChanges() {
        Schedule none = Schedule.none(ZoneId.of("Europe/Berlin"));
        Instant now = Instant.parse("2026-03-10T12:00:00Z");
        assertThat(none.windowAt(now)).isEqualTo(Schedule.NORMAL);
        assertThat(none.replicasAt(now, "app")).isEmpty();
        assertThat(none.nextChange(now)).isEmpty();
    }

    @ParameterizedTest(name = "02:30-04:00 in the gap: {0} is {1}, next {2}")
    @CsvSource(textBlock = """
            2026-03-29T00:30:00Z, normal, 2026-03-29T01:00:00Z
            2026-03-29T00:59:59Z, normal, 2026-03-29T01:00:00Z
            2026-03-29T01:00:00Z, early,  2026-03-29T02:00:00Z
            2026-03-29T01:59:59Z, early,  2026-03-29T02:00:00Z
            2026-03-29T02:00:00Z, normal, 2026-03-30T00:30:00Z
            """)
    @DisplayName("Berlin skips 02:00-03:00: a window that begins there begins after the gap")
    void berlinGapAtTheBeginning(Instant now, String window, Instant next) {
        holds(schedule("Europe/Berlin", window("early", "02:30", "04:00", Map.of())), now, window, next);
    }

    @ParameterizedTest(name = "01:00-02:30 in the gap: {0} is {1}, next {2}")
    @CsvSource(textBlock = """
            2026-03-28T23:59:59Z, normal, 2026-03-29T00:00:00Z
            2026-03-29T00:00:00Z, early,  2026-03-29T01:00:00Z
            2026-03-29T01:00:00Z, normal, 2026-03-29T23:00:00Z
            """)
    @DisplayName("Berlin skips 02:00-03:00: a window that ends there ends before the gap")
    void berlinGapAtTheEnd(Instant now, String window, Instant next) {
        holds(schedule("Europe/Berlin", window("early", "01:00", "02:30", Map.of())), now, window, next);
    }

    @Test
    @DisplayName("A window that lies in the gap does not hold on that day")
    void windowInsideTheGap() {
        Schedule schedule = schedule("Europe/Berlin", window("early", "02:15", "02:45", Map.of()));
        holds(schedule, Instant.parse("2026-03-29T00:30:00Z"), Schedule.NORMAL, Instant.parse("2026-03-30T00:15:00Z"));
    }

    @ParameterizedTest(name = "02:30-04:00 in the overlap: {0} is {1}, next {2}")
    @CsvSource(textBlock = """
            2026-10-25T00:29:59Z, normal, 2026-10-25T00:30:00Z
            2026-10-25T00:30:00Z, early,  2026-10-25T01:00:00Z
            2026-10-25T00:59:59Z, early,  2026-10-25T01:00:00Z
            2026-10-25T01:00:00Z, normal, 2026-10-25T01:30:00Z
            2026-10-25T01:30:00Z, early,  2026-10-25T03:00:00Z
            2026-10-25T03:00:00Z, normal, 2026-10-26T01:30:00Z
            """)
    @DisplayName("Berlin repeats 02:00-03:00: a window holds in both passes, and not between them")
    void berlinOverlap(Instant now, String window, Instant next) {
        holds(schedule("Europe/Berlin", window("early", "02:30", "04:00", Map.of())), now, window, next);
    }

    @Test
    @DisplayName("Berlin repeats 02:00-03:00: a window that ends there holds again in the second pass")
    void berlinOverlapAtTheEnd() {
        Schedule schedule = schedule("Europe/Berlin", window("early", "01:00", "02:30", Map.of()));
        holds(schedule, Instant.parse("2026-10-25T00:00:00Z"), "early", Instant.parse("2026-10-25T00:30:00Z"));
        holds(schedule, Instant.parse("2026-10-25T00:45:00Z"), "normal", Instant.parse("2026-10-25T01:00:00Z"));
        holds(schedule, Instant.parse("2026-10-25T01:00:00Z"), "early", Instant.parse("2026-10-25T01:30:00Z"));
    }

    @ParameterizedTest(name = "{0}: off-peak lasts {1} h in New York")
    @CsvSource({"2026-03-07, 5", "2026-03-08, 4", "2026-03-09, 5", "2026-11-01, 6", "2026-11-02, 5"})
    void newYorkOffPeak(String day, int hours) {
        ZoneId zone = ZoneId.of("America/New_York");
        Schedule schedule = spec(zone.getId());
        Instant start = ZonedDateTime.of(LocalDate.parse(day), LocalTime.of(1, 0), zone)
                .withEarlierOffsetAtOverlap()
                .toInstant();
        assertThat(schedule.windowAt(start)).isEqualTo("off_peak");
        assertThat(schedule.windowAt(start.minusMillis(1))).isEqualTo(Schedule.NORMAL);
        assertThat(schedule.nextChange(start)).contains(start.plus(Duration.ofHours(hours)));
    }

    /** Every five minutes around changes of the clock, {@code nextChange} is the first of them with another window. */
    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Asia/Seoul", "Australia/Lord_Howe", "UTC"})
    void nextChangeAgreesWithTheWindows(String zone) {
        Schedule schedule = new Schedule(
                ZoneId.of(zone),
                List.of(
                        OFF_PEAK,
                        PEAK,
                        window("late", "23:15", "00:45", Map.of()),
                        window("noon", "08:10", "08:20", Map.of())),
                NORMAL);
        List<String> days = List.of("2026-03-07", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31");
        for (String day : days) {
            agrees(schedule, Instant.parse(day + "T00:00:00Z"));
        }
    }

    private static void agrees(Schedule schedule, Instant start) {
        Duration step = Duration.ofMinutes(5);
        Instant change = null;
        for (int steps = 3 * 24 * 12; steps >= 0; steps--) {
            Instant now = start.plus(step.multipliedBy(steps));
            Instant next = now.plus(step);
            change = schedule.windowAt(now).equals(schedule.windowAt(next)) ? change : next;
            if (change != null) {
                assertThat(schedule.nextChange(now)).as("after %s", now).contains(change);
            }
        }
        assertThat(change).isNotNull();
    }

    @ParameterizedTest(name = "{0}-{1} and {2}-{3} overlap: {4}")
    @CsvSource({
        "09:00, 18:00, 18:00, 22:00, false", "09:00, 18:00, 17:59, 22:00, true", "22:00, 04:00, 03:59, 05:00, true",
        "22:00, 04:00, 04:00, 05:00, false", "09:00, 18:00, 10:00, 11:00, true", "22:00, 04:00, 23:00, 01:00, true",
        "22:00, 04:00, 20:00, 22:00, false"
    })
    void overlaps(String from, String to, String otherFrom, String otherTo, boolean overlap) {
        Window one = window("one", from, to, Map.of());
        Window other = window("other", otherFrom, otherTo, Map.of());
        assertThat(one.overlaps(other)).isEqualTo(overlap);
        assertThat(other.overlaps(one)).isEqualTo(overlap);
    }

    private static void holds(Schedule schedule, Instant now, String window, Instant next) {
        assertThat(schedule.windowAt(now)).isEqualTo(window);
        assertThat(schedule.nextChange(now)).contains(next);
    }

    private static Schedule spec(String zone) {
        return new Schedule(ZoneId.of(zone), List.of(PEAK, OFF_PEAK), NORMAL);
    }

    private static Schedule schedule(String zone, Window... windows) {
        return new Schedule(ZoneId.of(zone), List.of(windows), NORMAL);
    }

    private static Window window(String name, String from, String to, Map<String, Integer> replicas) {
        return new Window(name, LocalTime.parse(from), LocalTime.parse(to), replicas);
    }
}
