package dev.headroom.receiver.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Writes down how many replicas there are, as spans. Each carries the hours of its month, so that what is kept does not grow:
 * little more than a day of them.
 */
public final class ReplicaLog {

    /** Without a change, so often: after a crash, no more than this is missing. */
    private static final Duration SAVE_EVERY = Duration.ofMinutes(2);

    private final SpanStore store;
    private final Supplier<ZoneId> zone;
    private final InstantSource clock;
    private final Map<String, Spans> known = new ConcurrentHashMap<>();

    /** @param zone in which days and months begin */
    public ReplicaLog(SpanStore store, Supplier<ZoneId> zone, InstantSource clock) {
        this.store = store;
        this.zone = zone;
        this.clock = clock;
    }

    /** Takes a look at every service, where this process leads; another one keeps the log otherwise. */
    public void look(Map<String, Counts> services) {
        if (!store.leads()) {
            known.clear();
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        services.forEach((service, counts) -> known.put(service, spans(service).seen(counts, now, zone.get())));
        List<String> due = services.keySet().stream()
                .filter(service -> due(spans(service)))
                .toList();
        if (!due.isEmpty()) {
            store.keep(
                    due.stream().map(service -> news(service, spans(service))).toList());
            due.forEach(service -> known.computeIfPresent(service, (name, spans) -> spans.settle()));
        }
    }

    private static boolean due(Spans spans) {
        Duration unsaved = Duration.between(spans.saved(), spans.last().until()).abs();
        return spans.unsettled().size() > 1 || unsaved.compareTo(SAVE_EVERY) >= 0;
    }

    private static SpanStore.News news(String service, Spans spans) {
        return new SpanStore.News(service, spans.all().get(0).from(), spans.unsettled());
    }

    /** What is known of the service; nothing before the first look. */
    public Track track(String service) {
        Spans spans = spans(service);
        return spans.all().isEmpty() ? Track.EMPTY : spans.track(clock.instant(), zone.get());
    }

    private Spans spans(String service) {
        Spans spans = known.get(service);
        if (spans != null) {
            return spans;
        }
        Spans stored = Spans.unsaved(store.spans(service)).settle();
        return stored.all().isEmpty() ? Spans.unsaved(FormerDays.read(store, service, zone.get())) : stored;
    }
}
