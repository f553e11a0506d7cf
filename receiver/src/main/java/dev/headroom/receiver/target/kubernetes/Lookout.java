package dev.headroom.receiver.target.kubernetes;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** What is known of the services' workloads: by watches of the namespaces where they are, as long as the API answers. */
final class Lookout {
    private final Cluster cluster;
    private final OnHpa onHpa;
    private final LongSupplier nanos;
    private final Contact contact;
    private final Discovery discovery;
    private final Served served = new Served();
    private final Map<String, NamespaceView> namespaces = new ConcurrentHashMap<>();

    Lookout(Cluster cluster, OnHpa onHpa, LongSupplier nanos) {
        this.cluster = cluster;
        this.onHpa = onHpa;
        this.nanos = nanos;
        this.contact = new Contact(cluster, nanos);
        this.discovery = new Discovery(cluster, nanos);
    }

    /** Watches where the workloads of further services are, too. */
    void add(Map<String, Workload> more) {
        more.values().stream()
                .collect(groupingBy(Workload::namespace, mapping(Workload::kind, toSet())))
                .forEach((namespace, kinds) ->
                        namespaces.computeIfAbsent(namespace, this::view).watch(kinds));
        served.add(more);
    }

    private NamespaceView view(String namespace) {
        return new NamespaceView(cluster, discovery, namespace, onHpa != OnHpa.IGNORE, nanos);
    }

    Discovery discovery() {
        return discovery;
    }

    Served served() {
        return served;
    }

    Set<String> namespaces() {
        return Set.copyOf(namespaces.keySet());
    }

    /** @throws TargetException where it is not known now, or can never be */
    Sighting look(ServicePolicy service) throws TargetException {
        Workload workload = workload(service);
        NamespaceView namespace = namespace(workload);
        contact.mustAnswer();
        namespace.mustBeFresh(workload);
        return sighting(service, workload, namespace);
    }

    Workload workload(ServicePolicy service) throws TargetException {
        Workload workload = served.workload(service.name());
        if (workload == null) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    service.name() + " has no workload in this cluster: the policy does not name it");
        }
        return workload;
    }

    NamespaceView namespace(Workload workload) {
        return Objects.requireNonNull(namespaces.get(workload.namespace()));
    }

    private Sighting sighting(ServicePolicy service, Workload workload, NamespaceView namespace)
            throws TargetException {
        WorkloadView view = namespace
                .workload(workload)
                .orElseThrow(() -> new TargetException(
                        TargetException.Kind.NEVER,
                        "there is no %s: deploy it, or correct target.workloads.%s in headroom.yml"
                                .formatted(workload, service.name())));
        Optional<HorizontalPodAutoscaler> autoscaler = namespace.autoscaler(workload);
        if (onHpa == OnHpa.REFUSE && autoscaler.isPresent()) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "HorizontalPodAutoscaler %s scales %s too, and target.on_hpa is refuse: delete one of the two, or set on_hpa: floor"
                            .formatted(new Floor(autoscaler.get()).name(), workload));
        }
        return new Sighting(
                workload, view, namespace.pods(workload), autoscaler.orElse(null), namespace.keda(workload));
    }
}
