package dev.headroom.receiver.target.kubernetes;

import static java.util.stream.Collectors.toSet;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.GpuDemand;
import dev.headroom.receiver.kubernetes.GpuRequest;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Deployments, StatefulSets and whatever else has a scale subresource in a cluster. What is there is known from watches; what is set goes through the scale
 * subresource, or, where a HorizontalPodAutoscaler scales the same workload, through its floor.
 */
public final class KubernetesTarget implements ScalingTarget {
    private final Cluster cluster;
    private final OnHpa onHpa;
    private final Lookout lookout;
    private final Rights rights;
    private final Numbers numbers = new Numbers();
    private final Changes changes;
    private final LettingGo lettingGo;
    private final WorkloadEvents events;
    private final LongSupplier nanos;
    private volatile Set<Right> missing = Set.of();

    /**
     * @param cluster closed with the target
     * @param workloads by service
     * @param fence of everything that is written
     * @param nanos a clock that only goes on, in nanoseconds
     */
    public KubernetesTarget(
            Cluster cluster, Map<String, Workload> workloads, OnHpa onHpa, Fence fence, LongSupplier nanos) {
        this.cluster = cluster;
        this.onHpa = onHpa;
        this.lookout = new Lookout(cluster, onHpa, nanos);
        this.rights = new Rights(lookout.discovery(), onHpa);
        this.changes = new Changes(cluster, lookout.discovery(), fence);
        this.lettingGo = new LettingGo(cluster, changes);
        this.events = new WorkloadEvents(
                cluster, workload -> lookout.namespace(workload).object(workload));
        this.nanos = nanos;
        lookout.add(workloads);
    }

    /** Knows the workloads of further services, too, and looks where they are. */
    public void add(Map<String, Workload> more) {
        lookout.add(more);
    }

    /** Scales no others any more, and lets go of their autoscalers; who was drained there can still be told. */
    public void keep(Set<String> services) {
        lookout.served().keep(services);
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        Sighting seen = lookout.look(service);
        Observation known = seen.observation(service, replicas(seen));
        return forbidden(seen).map(known::hindered).orElse(known);
    }

    private Optional<String> forbidden(Sighting seen) {
        boolean byFloor = seen.autoscaler() != null;
        return rights.toChange(seen.workload(), byFloor).stream().anyMatch(missing::contains)
                ? Optional.of(
                        "the count of %s cannot be changed for want of a right; /readyz tells the lines that the Role of Headroom's ServiceAccount lacks"
                                .formatted(seen.workload()))
                : Optional.empty();
    }

    /** What the cluster does not allow now, of what {@link #rights} asks for. */
    public void lacks(Collection<Right> rights) {
        missing = Set.copyOf(rights);
    }

    private List<Replica> replicas(Sighting seen) {
        Map<String, Integer> known = numbers.of(seen);
        return seen.pods().stream()
                .map(pod -> pod.replica(known.getOrDefault(pod.name(), 1)))
                .sorted(Comparator.comparingInt(Replica::number))
                .toList();
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return scale(service, replicas, kept, false);
    }

    @Override
    public List<String> stopOthers(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return scale(service, replicas, kept, true);
    }

    private List<String> scale(ServicePolicy service, int replicas, Set<String> kept, boolean strict)
            throws TargetException {
        if (replicas < 0) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "%s cannot have %d replicas: ask for 0 or more".formatted(service.name(), replicas));
        }
        Sighting seen = lookout.look(service);
        Settling settling = new Settling(lookout.namespace(seen.workload()), seen.workload(), nanos);
        if (seen.autoscaler() != null) {
            FloorMove move = new FloorMove(changes, settling, new Floor(seen.autoscaler()));
            return move.to(service, replicas);
        }
        Victims victims = new Victims(
                seen.workload(),
                kept,
                strict && seen.choice() != Choice.PLATFORM,
                numbers.of(seen),
                settling.counting());
        return new Resizing(changes, settling, service, seen).to(replicas, victims);
    }

    /** Marks of pods that were to be stopped, where none is: all else that is written rests on what was read. */
    @Override
    public void removeStrays(ServicePolicy service) throws TargetException {
        Workload workload = lookout.workload(service);
        NamespaceView namespace = lookout.namespace(workload);
        List<PodView> counting = namespace.counting(workload);
        boolean steady = namespace
                .workload(workload)
                .filter(view -> view.desired() >= counting.size())
                .isPresent();
        if (workload.kind().equals(Workload.Kind.DEPLOYMENT) && steady) {
            changes.mark(List.of(), counting);
        }
    }

    /** What the service's pods need of GPUs; empty where it is not known now. */
    public Optional<GpuDemand> gpuDemand(String service) {
        return Optional.ofNullable(lookout.served().workload(service)).flatMap(workload -> {
            NamespaceView namespace = lookout.namespace(workload);
            List<PodView> pods = namespace.counting(workload);
            List<Toleration> given =
                    pods.stream().findFirst().map(PodView::tolerations).orElse(List.of());
            return namespace
                    .template(workload)
                    .map(spec -> new GpuDemand(GpuRequest.of(spec).tolerating(given), pods.size()));
        });
    }

    /** What it takes to see the services' workloads and to set their counts. */
    public List<Right> rights() {
        return lookout.served().kinds().entrySet().stream()
                .flatMap(each -> rights.in(each.getKey(), each.getValue()).stream())
                .toList();
    }

    /** For whoever needs to know more of it; closed with the target. */
    public Cluster cluster() {
        return cluster;
    }

    /** Of the services. */
    public Set<String> namespaces() {
        return lookout.namespaces();
    }

    /** The floors of autoscalers that it does not move any more: the service left the policy, or {@code on_hpa} is another. */
    @Override
    public boolean letGo() {
        Set<String> moved = onHpa == OnHpa.FLOOR
                ? lookout.served().all().map(Workload::toString).collect(toSet())
                : Set.of();
        return lettingGo.except(namespaces(), moved);
    }

    /** Remembers where floors were raised, for a process that comes to be configured without that place. */
    public void remember(NamespaceMemory lasting) {
        lettingGo.remember(lasting);
    }

    /**
     * Tells on the service's workload what was done to it, or not; it is not waited for.
     *
     * @param reason in one word, as "ScaledUp"
     */
    public void tell(String service, boolean warning, String reason, String message, Instant at) {
        Optional.ofNullable(lookout.served().workload(service))
                .ifPresent(workload -> events.tell(workload, warning, reason, message, at));
    }

    @Override
    public void close() {
        events.close();
        cluster.close();
    }
}
