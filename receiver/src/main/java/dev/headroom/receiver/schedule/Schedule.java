package dev.headroom.receiver.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Which window holds when (spec 7.1).
 *
 * <p>Borders are wall-clock times of the zone: on a day that skips the hour of a border, the window starts at the
 * first instant after the gap; on a day that repeats it, the window holds in both passes of the hour.
 *
 * @param windows the windows with hours; none overlaps another
 * @param normal replicas wanted outside all of them, by service; empty where the policy has no schedule
 */
public record Schedule(ZoneId zone, List<Window> windows, Map<String, Integer> normal) {

    /** The name of the time outside all windows. */
    public static final String NORMAL = "normal";

    public Schedule {
        windows = List.copyOf(windows);
        normal = Map.copyOf(normal);
    }

    public static Schedule none(ZoneId zone) {
        return new Schedule(zone, List.of(), Map.of());
    }

    /** The name of the window that holds at {@code now}; {@link #NORMAL} outside all. */
    public String windowAt(Instant now) {
        return find(now).map(Window::name).orElse(NORMAL);
    }

    /** Replicas that the schedule wants at least; empty where it says nothing of the service. */
    public OptionalInt replicasAt(Instant now, String service) {
        Integer replicas = find(now).map(Window::replicas).orElse(normal).get(service);
        return replicas == null ? OptionalInt.empty() : OptionalInt.of(replicas);
    }

    /** The first instant after {@code now} at which another window holds; empty where none ever does. */
    public Optional<Instant> nextChange(Instant now) {
        String present = windowAt(now);
        LocalDate today = now.atZone(zone).toLocalDate();
        Stream<Instant> borders =
                Stream.of(today, today.plusDays(1), today.plusDays(2)).flatMap(this::bordersOn);
        return Stream.concat(borders, clockChange(now).stream())
                .filter(change -> change.isAfter(now))
                .sorted()
                .filter(change -> !windowAt(change).equals(present))
                .findFirst();
    }

    /** Where the clock is put forward or back it may leave or enter a window without passing a border. */
    private Optional<Instant> clockChange(Instant now) {
        return Optional.ofNullable(zone.getRules().nextTransition(now)).map(ZoneOffsetTransition::getInstant);
    }

    private Optional<Window> find(Instant now) {
        LocalTime time = now.atZone(zone).toLocalTime();
        return windows.stream().filter(window -> window.contains(time)).findFirst();
    }

    private Stream<Instant> bordersOn(LocalDate day) {
        List<Instant> borders = new ArrayList<>();
        for (Window window : windows) {
            borders.addAll(instantsOf(day, window.from()));
            borders.addAll(instantsOf(day, window.to()));
        }
        return borders.stream();
    }

    /** Both passes of a repeated time; for a skipped one it does not matter, as the clock change is looked at. */
    private List<Instant> instantsOf(LocalDate day, LocalTime time) {
        ZonedDateTime at = ZonedDateTime.of(day, time, zone);
        return List.of(
                at.withEarlierOffsetAtOverlap().toInstant(),
                at.withLaterOffsetAtOverlap().toInstant());
    }
}
