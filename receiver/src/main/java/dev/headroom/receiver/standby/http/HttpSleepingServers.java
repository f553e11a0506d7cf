package dev.headroom.receiver.standby.http;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.gpu.engine.Engine;
import dev.headroom.receiver.gpu.engine.EngineClient;
import dev.headroom.receiver.gpu.http.ServerCalls;
import dev.headroom.receiver.gpu.triton.TritonClient;
import dev.headroom.receiver.hook.http.ReplicaTemplate;
import dev.headroom.receiver.standby.SleepingServer;
import dev.headroom.receiver.standby.SleepingServers;
import dev.headroom.receiver.target.Observation.Replica;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/** Servers at the addresses of their replicas. Only the target's own names and addresses are put into a URL. */
public final class HttpSleepingServers implements SleepingServers {
    private static final int MOST_BYTES = 4 << 20;

    /**
     * Of one service.
     *
     * @param url base URL, with places for a replica's address, name and number
     * @param model which one lets go of its memory; empty where the server has a single one
     * @param timeout of a question
     * @param orderTimeout of each call that puts it to sleep or wakes it
     */
    public record Service(
            SleeperKind kind, String url, String model, Duration timeout, Duration orderTimeout, Access access) {}

    private final Map<String, Service> services;
    private final Map<Access, HttpCalls> calls;
    private final InstantSource clock;

    public HttpSleepingServers(Map<String, Service> services, InstantSource clock) {
        this.services = Map.copyOf(services);
        this.clock = clock;
        this.calls = services.values().stream()
                .map(Service::access)
                .distinct()
                .collect(toUnmodifiableMap(access -> access, access -> new HttpCalls(MOST_BYTES, access)));
    }

    @Override
    public boolean has(String service) {
        return services.containsKey(service);
    }

    @Override
    public SleepingServer of(String service, Replica replica) {
        Service known = services.get(service);
        if (known == null) {
            throw new IllegalArgumentException(service + " has no server that can sleep");
        }
        if (replica.address().isEmpty() && known.url().contains(ReplicaTemplate.ADDRESS)) {
            return new Unreachable(replica.name() + " has no address that could be called");
        }
        String url = ReplicaTemplate.filled(known.url(), replica);
        String need = known.kind().engine().map(Engine::need).orElse("");
        HttpCalls http = Objects.requireNonNull(calls.get(known.access()));
        ServerCalls looks = new ServerCalls(http, url, known.timeout(), need);
        ServerCalls orders = new ServerCalls(http, url, known.orderTimeout(), need);
        return known.kind()
                .engine()
                .<SleepingServer>map(engine -> new SleepingEngine(new EngineClient(engine, looks, orders)))
                .orElseGet(() -> new SleepingModel(new TritonClient(looks, orders), known.model(), clock));
    }
}
