package dev.headroom.receiver.e2e;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.store.sqlite.SqliteStore;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.ReplicaLog;
import dev.headroom.receiver.usage.Span;
import dev.headroom.receiver.usage.SpanStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** A day that a receiver had before the test begins, as it would have written it down. */
public final class PastDay {
    private static final Duration STEP = Duration.ofMinutes(4);
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), null);

    private PastDay() {}

    public static void write(Path database, ScalingPolicy policy, Instant end) {
        InMemoryStore memory = new InMemoryStore(LIFECYCLE);
        AtomicReference<Instant> now = new AtomicReference<>(end.minus(Duration.ofHours(26)));
        ReplicaLog log = new ReplicaLog(memory, policy.schedule()::zone, now::get);
        while (now.get().isBefore(end)) {
            double hours = Duration.between(now.get(), end).toMinutes() / 60.0;
            log.look(policy.services().values().stream()
                    .collect(Collectors.toMap(ServicePolicy::name, service -> counts(service, hours))));
            now.updateAndGet(before -> before.plus(STEP));
        }
        try (SqliteStore store = SqliteStore.open(database, LIFECYCLE, Moment.steady(Instant.now()))) {
            store.keep(policy.services().keySet().stream()
                    .map(service -> news(service, memory.spans(service)))
                    .toList());
        }
    }

    private static SpanStore.News news(String service, List<Span> spans) {
        return new SpanStore.News(service, spans.get(0).from(), spans);
    }

    /** More in the middle of the day, each new replica a step later. */
    private static Counts counts(ServicePolicy service, double hoursAgo) {
        int wanted = wanted(service, hoursAgo);
        int ready = Math.min(wanted, wanted(service, hoursAgo + 0.2));
        int floor = service.replicas().min() + (hoursAgo > 6 && hoursAgo < 15 ? 1 : 0);
        return new Counts(
                wanted, ready, service.replicas().min(), service.replicas().max(), floor);
    }

    private static int wanted(ServicePolicy service, double hoursAgo) {
        double load = Math.max(0, Math.sin((hoursAgo - 2) / 22 * Math.PI)) + 0.2 * Math.sin(hoursAgo * 2.1);
        int min = service.replicas().min();
        int span = service.replicas().max() - min;
        return (int) Math.max(min, Math.min(min + span, min + Math.round(span * 0.8 * load)));
    }
}
