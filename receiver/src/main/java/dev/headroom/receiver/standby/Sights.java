package dev.headroom.receiver.standby;

import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What servers told. The sequence looks at each of its steps, several times a second where nothing keeps it waiting: within a
 * second a server is not asked twice, unless something was done to its service.
 */
final class Sights {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final SleepingServers servers;
    private final LongSupplier nanos;
    private final Executor workers;
    private final Map<String, Map<String, Told>> byService = new ConcurrentHashMap<>();

    /** When something was done to a service last: what was asked before it is true no more. */
    private final Map<String, Long> changed = new ConcurrentHashMap<>();

    /**
     * An answer.
     *
     * @param at when it was asked
     * @param idle since when every answer told that it has no request
     */
    private record Told(Sight sight, long at, long idle) {}

    Sights(SleepingServers servers, LongSupplier nanos, Executor workers) {
        this.servers = servers;
        this.nanos = nanos;
        this.workers = workers;
    }

    /** Of every one that runs, by name. All are asked at a time: one that is silent costs its timeout once. */
    Map<String, Sight> of(String service, Observation seen) {
        Map<String, Told> known = byService.getOrDefault(service, Map.of());
        Map<String, CompletableFuture<Told>> looks = new LinkedHashMap<>();
        seen.counting().stream()
                .filter(replica -> replica.state().runs())
                .forEach(replica -> looks.put(
                        replica.name(),
                        fresh(service, known.get(replica.name()))
                                .map(CompletableFuture::completedFuture)
                                .orElseGet(() -> CompletableFuture.supplyAsync(
                                        () -> ask(service, replica, known.get(replica.name())), workers))));
        Map<String, Told> told = new LinkedHashMap<>();
        looks.forEach((name, look) -> told.put(name, look.join()));
        byService.put(service, told);
        Map<String, Sight> sights = new LinkedHashMap<>();
        told.forEach((name, each) -> sights.put(name, each.sight()));
        return sights;
    }

    /** By name, for how long those were known to have no request that had none when they were asked last. */
    Map<String, Duration> idle(String service) {
        Map<String, Duration> idle = new HashMap<>();
        byService.getOrDefault(service, Map.of()).forEach((name, told) -> {
            if (isIdle(told)) {
                idle.put(name, Duration.ofNanos(told.at() - told.idle()));
            }
        });
        return idle;
    }

    private static boolean isIdle(Told told) {
        return told.sight().mode() == Sight.Mode.AWAKE && told.sight().idle();
    }

    private Optional<Told> fresh(String service, @Nullable Told known) {
        return Optional.ofNullable(known)
                .filter(told -> told.sight().mode() != Sight.Mode.UNKNOWN)
                .filter(told -> isAskedSinceChanged(service, told))
                .filter(told -> nanos.getAsLong() - told.at() < FRESH.toNanos());
    }

    private boolean isAskedSinceChanged(String service, Told told) {
        Long at = changed.get(service);
        return at == null || told.at() - at > 0;
    }

    /** It is as old as the question. */
    private Told ask(String service, Replica replica, @Nullable Told before) {
        long at = nanos.getAsLong();
        Sight sight = servers.of(service, replica).look();
        return new Told(sight, at, before != null && isIdle(before) ? before.idle() : at);
    }

    /** Something was done to them. */
    void changed(String service) {
        changed.put(service, nanos.getAsLong());
    }
}
