package dev.headroom.receiver.gpu.kubernetes;

import dev.headroom.receiver.gpu.GpuCount;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.GpuDemand;
import dev.headroom.receiver.kubernetes.Kept;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.kubernetes.Watched;
import dev.headroom.receiver.kubernetes.Watched.Kind;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts GPUs of a cluster from watches over its nodes and over all pods that request GPUs. */
public final class ClusterGpus implements VramWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterGpus.class);
    private static final String RIGHTS = "kubernetes/overlays/gpu";
    private static final long PAGE = 100;

    private final Watched<Node> nodes;
    private final List<Watched<Pod>> pods = new ArrayList<>();
    private final Function<String, Optional<GpuDemand>> demands;
    private final boolean allowUnknown;
    private final String unseen;

    /**
     * @param demands what a service's pods need, by its name
     * @param namespaces of which pods are seen at least
     * @param allowUnknown whether what is not known lets an up through
     * @param nanos a clock that only goes on, in nanoseconds
     */
    public ClusterGpus(
            Cluster cluster,
            Function<String, Optional<GpuDemand>> demands,
            Set<String> namespaces,
            boolean allowUnknown,
            LongSupplier nanos) {
        this.demands = demands;
        this.allowUnknown = allowUnknown;
        nodes = new Watched<>(
                cluster,
                Kind.of(
                        "/api/v1",
                        "nodes",
                        "",
                        client -> client.nodes()
                                .withLimit(PAGE)
                                .runnableInformer(0)
                                .itemStore(new Kept<>(GpuNode::part))),
                node -> List.of(),
                nanos);
        unseen = seesAll(cluster)
                ? ""
                : "pods of other namespaces than %s cannot be listed and are not counted: apply %s, and start Headroom again"
                        .formatted(String.join(", ", new TreeSet<>(namespaces)), RIGHTS);
        if (unseen.isEmpty()) {
            pods.add(watched(cluster, "", nanos));
        } else {
            LOG.warn("GPUs: {}", unseen);
            namespaces.forEach(each -> pods.add(watched(cluster, each, nanos)));
        }
    }

    /** What it takes to count at all; to count all that is taken, it takes the pods of all namespaces, too. */
    public static List<Right> rights() {
        return Right.of("", "nodes", List.of("get", "list", "watch"), "");
    }

    private static boolean seesAll(Cluster cluster) {
        try {
            cluster.ask(
                    "list the pods of all namespaces",
                    client -> client.pods()
                            .inAnyNamespace()
                            .list(new ListOptionsBuilder().withLimit(1L).build()));
            return true;
        } catch (ClusterException e) {
            return !e.isForbidden();
        }
    }

    /**
     * Those that have ended have no GPU; without them it is another watch than that of the services' own pods.
     *
     * @param namespace empty for all
     */
    private static Watched<Pod> watched(Cluster cluster, String namespace, LongSupplier nanos) {
        return new Watched<>(
                cluster,
                Kind.of(
                                "/api/v1",
                                "pods",
                                namespace,
                                client -> (namespace.isEmpty()
                                                ? client.pods().inAnyNamespace()
                                                : client.pods().inNamespace(namespace))
                                        .withoutField("status.phase", "Succeeded")
                                        .withoutField("status.phase", "Failed")
                                        .withLimit(PAGE)
                                        .runnableInformer(0)
                                        .itemStore(new Kept<>(Claim::part)))
                        .bySelector(),
                pod -> List.of(),
                nanos);
    }

    @Override
    public VramGate gate(Instant now, List<Seat> loading) {
        return new CountGate(census(), new CountGate.Facts(now, demands, allowUnknown), Seat.onNodes(loading));
    }

    /** What is counted now. */
    public GpuCount count() {
        Census census = census();
        Census.Free free = census.free();
        return new GpuCount(
                census.problem(),
                census.unseen(),
                census.nodes().stream()
                        .flatMap(node -> node.offers().entrySet().stream()
                                .map(offer -> new GpuCount.OnNode(
                                        node.name(),
                                        offer.getKey(),
                                        offer.getValue(),
                                        free.on(node, offer.getKey()),
                                        node.unfit())))
                        .toList());
    }

    private Census census() {
        try {
            List<Claim> claims = new ArrayList<>();
            nodes.mustBeFresh();
            for (Watched<Pod> watched : pods) {
                watched.mustBeFresh();
                watched.all().stream().map(Claim::of).forEach(claims::add);
            }
            return new Census(nodes.all().stream().map(GpuNode::of).toList(), claims, unseen, "");
        } catch (ClusterException e) {
            return Census.failed(String.valueOf(e.getMessage()));
        }
    }
}
