package dev.headroom.receiver.usage;

import dev.headroom.receiver.reconcile.ServiceStatus;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.usage.Track.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how many replicas there are, as two notes a service in the store: today and the day before, which take
 * turns. A month's hours are carried from day to day, so what is kept does not grow.
 */
public final class ReplicaLog {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaLog.class);

    /** Without a change, so often: after a crash, no more than this is missing. */
    private static final Duration SAVE_EVERY = Duration.ofMinutes(2);

    private final Store store;
    private final ZoneId zone;
    private final InstantSource clock;
    private final Map<String, Days> known = new ConcurrentHashMap<>();

    /** @param zone in which days and months begin */
    public ReplicaLog(Store store, ZoneId zone, InstantSource clock) {
        this.store = store;
        this.zone = zone;
        this.clock = clock;
    }

    /**
     * The latest two days.
     *
     * @param earlier null where there was none
     * @param day null before the first look
     * @param saved of {@code day} as it is in the store
     */
    private record Days(
            @Nullable Day earlier,
            @Nullable Day day,
            @Nullable Day saved) {}

    /** Takes a look at every service, where this process leads; another one keeps the log otherwise. */
    public void look(List<ServiceStatus> services) {
        if (!store.leads()) {
            known.clear();
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        services.forEach(status -> look(status.service().name(), Counts.of(status), now));
    }

    private void look(String service, Counts counts, Instant now) {
        Days days = known.computeIfAbsent(service, this::load);
        Days seen = seen(days, counts, now, now.atZone(zone).toLocalDate());
        known.put(service, worthSaving(seen) ? saved(service, seen) : seen);
    }

    private static Days seen(Days days, Counts counts, Instant now, LocalDate date) {
        Day day = days.day();
        if (day == null) {
            return new Days(null, Day.first(date, counts, now), null);
        }
        Day seen = day.seen(counts, now);
        return day.date().equals(date)
                ? new Days(days.earlier(), seen, days.saved())
                : new Days(seen, seen.next(date, counts, now), null);
    }

    private static boolean worthSaving(Days days) {
        Day day = days.day();
        Day saved = days.saved();
        return day != null
                && (saved == null
                        || !saved.points().equals(day.points())
                        || Duration.between(saved.until(), day.until()).abs().compareTo(SAVE_EVERY) >= 0);
    }

    private Days saved(String service, Days days) {
        Stream.of(Optional.ofNullable(days.saved() == null ? days.earlier() : null), Optional.ofNullable(days.day()))
                .flatMap(Optional::stream)
                .forEach(day -> store.note(name(service, day.date()), DayText.write(day)));
        return new Days(days.earlier(), days.day(), days.day());
    }

    /** What is known of the service; nothing before the first look. */
    public Track track(String service) {
        Days kept = known.get(service);
        Days days = kept == null ? load(service) : kept;
        Day day = days.day();
        if (day == null) {
            return Track.EMPTY;
        }
        Instant now = clock.instant();
        LocalDate date = now.atZone(zone).toLocalDate();
        return new Track(
                lately(days.earlier(), day, now.minus(Track.SHOWN)),
                day.date().equals(date) ? day.today() : Hours.NONE,
                YearMonth.from(day.date()).equals(YearMonth.from(date)) ? day.month() : Hours.NONE);
    }

    /** The points since then, and the one before, which says how it was then. */
    private static List<Point> lately(@Nullable Day earlier, Day day, Instant since) {
        List<Point> all = new ArrayList<>();
        if (earlier != null) {
            all.addAll(earlier.closed());
        }
        all.addAll(day.closed());
        int first = 0;
        while (first + 1 < all.size() && !all.get(first + 1).at().isAfter(since)) {
            first++;
        }
        return all.subList(first, all.size());
    }

    private Days load(String service) {
        List<Day> days = Stream.of(0L, 1L)
                .flatMap(turn -> store.note(name(service, LocalDate.ofEpochDay(turn))).stream())
                .flatMap(text -> read(service, text).stream())
                .sorted((a, b) -> b.date().compareTo(a.date()))
                .toList();
        return days.isEmpty()
                ? new Days(null, null, null)
                : new Days(days.size() > 1 ? days.get(1) : null, days.get(0), days.get(0));
    }

    private static Optional<Day> read(String service, String text) {
        Optional<Day> day = DayText.read(text);
        if (day.isEmpty()) {
            LOG.warn("{}: what was noted of its replicas cannot be read; it begins anew", service);
        }
        return day;
    }

    private static String name(String service, LocalDate date) {
        return "replicas:" + Math.floorMod(date.toEpochDay(), 2L) + ":" + service;
    }
}
