package dev.headroom.receiver.standby;

import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import java.time.Duration;
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

    private record Told(Sight sight, long at) {}

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
                        fresh(known.get(replica.name()))
                                .map(CompletableFuture::completedFuture)
                                .orElseGet(
                                        () -> CompletableFuture.supplyAsync(() -> ask(service, replica), workers))));
        Map<String, Told> told = new LinkedHashMap<>();
        looks.forEach((name, look) -> told.put(name, look.join()));
        byService.put(service, told);
        Map<String, Sight> sights = new LinkedHashMap<>();
        told.forEach((name, each) -> sights.put(name, each.sight()));
        return sights;
    }

    private Optional<Told> fresh(@Nullable Told known) {
        return Optional.ofNullable(known)
                .filter(told -> told.sight().mode() != Sight.Mode.UNKNOWN)
                .filter(told -> nanos.getAsLong() - told.at() < FRESH.toNanos());
    }

    /** It is as old as the question. */
    private Told ask(String service, Replica replica) {
        long at = nanos.getAsLong();
        return new Told(servers.of(service, replica).look(), at);
    }

    /** Something was done to them. */
    void forget(String service) {
        byService.remove(service);
    }
}
