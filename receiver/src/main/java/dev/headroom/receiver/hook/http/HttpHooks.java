package dev.headroom.receiver.hook.http;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.clients.prometheus.Prometheus;
import dev.headroom.clients.prometheus.Sample;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.HookSpec;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.target.Observation.Replica;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls what the configuration names: GET for a question, POST for an order. Only the target's own names and addresses
 * are put into a URL, never anything out of an alert.
 */
public final class HttpHooks implements Hooks {

    private static final int MOST_BYTES = 64 << 10;

    /**
     * Of one service.
     *
     * @param timeout of each call
     * @param access to what the URLs name
     */
    public record Service(Map<Hook, HookSpec> hooks, Duration timeout, Access access) {
        public Service {
            hooks = Map.copyOf(hooks);
        }
    }

    private final Map<String, Service> services;
    private final @Nullable Prometheus prometheus;
    private final Map<Access, HttpCalls> calls;

    /** @param prometheus needed where a hook is a query */
    public HttpHooks(Map<String, Service> services, @Nullable Endpoint prometheus) {
        this.services = Map.copyOf(services);
        this.calls = services.values().stream()
                .map(Service::access)
                .distinct()
                .collect(toUnmodifiableMap(access -> access, access -> new HttpCalls(MOST_BYTES, access)));
        this.prometheus = prometheus == null ? null : new Prometheus(prometheus);
    }

    @Override
    public boolean has(String service, Hook hook) {
        Service known = services.get(service);
        return known != null && known.hooks().containsKey(hook);
    }

    @Override
    public int activeTasks(String service, Replica replica) throws HookException {
        HookSpec spec = spec(service, Hook.ACTIVE_TASKS);
        try {
            return spec instanceof HookSpec.Query query
                    ? TaskCount.ofQuery(samples(query, replica, timeout(service)), replica.name())
                    : TaskCount.ofReplica(http(service).json(url(spec, replica), timeout(service)), replica.name());
        } catch (IOException e) {
            throw new HookException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void call(String service, Hook hook, Replica replica) throws HookException {
        HookSpec spec = spec(service, hook);
        if (spec instanceof HookSpec.HealthCheck) {
            mustBeHealthy(replica);
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(url(spec, replica));
        try {
            http(service)
                    .must(
                            hook == Hook.LOADED ? request : request.POST(HttpRequest.BodyPublishers.noBody()),
                            timeout(service),
                            200,
                            most(hook));
        } catch (IOException e) {
            throw new HookException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A checkpoint that was merely accepted is not finished. */
    private static int most(Hook hook) {
        return hook == Hook.CHECKPOINT || hook == Hook.LOADED ? 200 : 299;
    }

    private static void mustBeHealthy(Replica replica) throws HookException {
        if (!replica.ready()) {
            throw new HookException(replica.condition());
        }
    }

    private Service service(String name) {
        Service known = services.get(name);
        if (known == null) {
            throw new IllegalArgumentException(name + " has no hooks");
        }
        return known;
    }

    private HookSpec spec(String service, Hook hook) {
        HookSpec spec = service(service).hooks().get(hook);
        if (spec == null) {
            throw new IllegalArgumentException(service + " has no hook " + hook.word());
        }
        return spec;
    }

    private HttpCalls http(String service) {
        return Objects.requireNonNull(calls.get(service(service).access()));
    }

    private Duration timeout(String service) {
        return service(service).timeout();
    }

    private List<Sample> samples(HookSpec.Query query, Replica replica, Duration limit) throws IOException {
        if (prometheus == null) {
            throw new IllegalStateException("a query was configured without a Prometheus");
        }
        return prometheus.query(ReplicaTemplate.filled(query.template(), replica), limit);
    }

    private static URI url(HookSpec spec, Replica replica) throws HookException {
        String template = ((HookSpec.Url) spec).template();
        if (replica.address().isEmpty() && template.contains(ReplicaTemplate.ADDRESS)) {
            throw new HookException(replica.name() + " has no address that could be called");
        }
        return ReplicaTemplate.url(template, replica);
    }
}
