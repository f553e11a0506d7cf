package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.Origin;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.leader.kubernetes.KubernetesLease;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.kubernetes.Leaving;
import dev.headroom.receiver.target.kubernetes.Workload;
import dev.headroom.settings.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Leaves the cluster that a configuration names as if Headroom had never been there. */
public final class Leave {

    private Leave() {}

    /**
     * Gives the floors of autoscalers back and takes marks from pods, in the namespaces of the services.
     *
     * @param receivers the Deployment of the receivers, in the namespace of whoever asks: it is stopped first; null where none runs
     * @param limit how long the stop may take
     * @return what could not be done, a line each
     * @throws StartException where the configuration names no cluster, or a receiver still leads there
     */
    public static List<String> cluster(Origin origin, @Nullable String receivers, Duration limit)
            throws InterruptedException {
        HeadroomConfig config = origin.config(Purpose.LOOK);
        if (!(config.target() instanceof TargetSpec.Kubernetes target)) {
            throw new StartException("%s names no cluster: nothing is to be left; name another file with --config"
                    .formatted(origin.file()));
        }
        Set<String> namespaces = Workloads.of(origin.policy(config.policy()), target).values().stream()
                .map(Workload::namespace)
                .collect(Collectors.toCollection(TreeSet::new));
        try (Cluster cluster = Adapters.cluster()) {
            Leaving leaving = new Leaving(cluster, System::nanoTime);
            if (receivers != null) {
                leaving.stop(cluster.or(""), receivers, Objects.toString(System.getenv("POD_NAME"), ""), limit);
            } else {
                nobodyLeads(config, cluster);
            }
            return leaving.from(namespaces);
        } catch (TargetException | ClusterException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        }
    }

    private static void nobodyLeads(HeadroomConfig config, Cluster cluster) throws ClusterException {
        HeadroomConfig.Lease named = config.lease();
        if (named == null) {
            return;
        }
        String namespace = cluster.or(named.namespace());
        String holder = KubernetesLease.holder(new KubernetesLease.Place(cluster, namespace, named.name()));
        if (!holder.isEmpty()) {
            throw new StartException(
                    "%s holds Lease %s/%s, and would raise floors again: stop the receivers first, by --stop DEPLOYMENT or by kubectl -n %s scale deployment DEPLOYMENT --replicas=0"
                            .formatted(holder, namespace, named.name(), namespace));
        }
    }
}
