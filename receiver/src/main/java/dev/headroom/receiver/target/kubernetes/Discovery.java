package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Kept;
import dev.headroom.receiver.kubernetes.Watched;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What the API's paths and Roles call a kind: asked for once, where it is not known anyway. */
final class Discovery {
    private static final Duration AGAIN = Duration.ofSeconds(15);

    /** What may be there, or not. */
    private static final Duration OPTIONAL_AGAIN = Duration.ofMinutes(5);

    private final Cluster cluster;
    private final LongSupplier nanos;
    private final Map<Workload.Kind, Resource> found = new ConcurrentHashMap<>(Map.of(
            Workload.Kind.DEPLOYMENT,
            new Resource(Workload.Kind.DEPLOYMENT, "deployments"),
            Workload.Kind.STATEFUL_SET,
            new Resource(Workload.Kind.STATEFUL_SET, "statefulsets")));
    private final Map<Workload.Kind, Missing> missing = new ConcurrentHashMap<>();
    private final Map<Workload.Kind, Looked> optional = new ConcurrentHashMap<>();

    /**
     * A kind as the API's paths name it.
     *
     * @param plural as "deployments"
     */
    record Resource(Workload.Kind kind, String plural) {
        ResourceDefinitionContext context() {
            return new ResourceDefinitionContext.Builder()
                    .withGroup(kind.group())
                    .withVersion(kind.version())
                    .withKind(kind.word())
                    .withPlural(plural)
                    .withNamespaced(true)
                    .build();
        }

        /**
         * All of a namespace.
         *
         * @param part what is kept of each
         * @param keys by which they can be asked for
         */
        Watched<GenericKubernetesResource> watched(
                Cluster cluster,
                String namespace,
                Function<GenericKubernetesResource, Optional<GenericKubernetesResource>> part,
                Function<GenericKubernetesResource, List<String>> keys,
                LongSupplier nanos) {
            String api = (kind.group().isEmpty() ? "/api/" : "/apis/") + kind.apiVersion();
            return new Watched<>(
                    cluster,
                    Watched.Kind.of(
                            api,
                            plural,
                            namespace,
                            client -> client.genericKubernetesResources(context())
                                    .inNamespace(namespace)
                                    .runnableInformer(0)
                                    .itemStore(new Kept<>(part))),
                    keys,
                    nanos);
        }
    }

    private record Missing(TargetException why, long since) {}

    private record Looked(Optional<Resource> found, long at) {}

    Discovery(Cluster cluster, LongSupplier nanos) {
        this.cluster = cluster;
        this.nanos = nanos;
    }

    /** Empty where it was not found, or not asked for yet. */
    Optional<Resource> known(Workload.Kind kind) {
        return Optional.ofNullable(found.get(kind));
    }

    /** @throws TargetException where it is not there, or cannot be scaled; it is asked for again, not at once */
    Resource find(Workload.Kind kind) throws TargetException {
        Resource known = found.get(kind);
        return known == null ? asked(kind) : known;
    }

    private synchronized Resource asked(Workload.Kind kind) throws TargetException {
        Missing before = missing.get(kind);
        if (before != null && nanos.getAsLong() - before.since() < AGAIN.toNanos()) {
            throw before.why();
        }
        try {
            Resource resource = resource(kind, served(kind));
            found.put(kind, resource);
            return resource;
        } catch (TargetException e) {
            missing.put(kind, new Missing(e, nanos.getAsLong()));
            throw e;
        }
    }

    private List<APIResource> served(Workload.Kind kind) throws TargetException {
        try {
            APIResourceList all = cluster.ask(
                    "tell the kinds of " + kind.apiVersion(), client -> client.getApiResources(kind.apiVersion()));
            return all == null ? List.of() : all.getResources();
        } catch (ClusterException e) {
            if (e.isNotFound()) {
                return List.of();
            }
            throw Failures.of(e);
        }
    }

    private static Resource resource(Workload.Kind kind, List<APIResource> served) throws TargetException {
        Resource resource = named(kind, served)
                .orElseThrow(() -> never(
                        "there is no kind %s in %s: install what brings it, or correct apiVersion and kind under target.workloads; kubectl api-resources lists both"
                                .formatted(kind.word(), kind.apiVersion())));
        if (served.stream().noneMatch(each -> each.getName().equals(resource.plural() + "/scale"))) {
            throw never(
                    "%s of %s has no scale subresource, so nobody can set its count: let its CustomResourceDefinition have one, or name what has under target.workloads"
                            .formatted(kind.word(), kind.apiVersion()));
        }
        return resource;
    }

    private static Optional<Resource> named(Workload.Kind kind, List<APIResource> served) {
        return served.stream()
                .filter(each ->
                        kind.word().equals(each.getKind()) && !each.getName().contains("/"))
                .findFirst()
                .map(each -> new Resource(kind, each.getName()));
    }

    /**
     * A kind that a cluster may have or not, scalable or not.
     *
     * @throws TargetException where the API does not tell
     */
    synchronized Optional<Resource> present(Workload.Kind kind) throws TargetException {
        Looked before = optional.get(kind);
        if (before == null || nanos.getAsLong() - before.at() > OPTIONAL_AGAIN.toNanos()) {
            before = new Looked(named(kind, served(kind)), nanos.getAsLong());
            optional.put(kind, before);
        }
        return before.found();
    }

    private static TargetException never(String why) {
        return new TargetException(TargetException.Kind.NEVER, why);
    }
}
