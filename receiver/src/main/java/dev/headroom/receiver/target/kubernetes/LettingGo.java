package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.target.TargetException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores the floors of autoscalers that Headroom has raised once. */
final class LettingGo {
    private static final Logger LOG = LoggerFactory.getLogger(LettingGo.class);

    private final Cluster cluster;
    private final Changes changes;

    /** What was logged already. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private volatile NamespaceMemory memory = NamespaceMemory.none();

    LettingGo(Cluster cluster, Changes changes) {
        this.cluster = cluster;
        this.changes = changes;
    }

    void remember(NamespaceMemory lasting) {
        memory = lasting;
    }

    /**
     * Tries each once, in namespaces that have left the configuration, too.
     *
     * @param configured namespaces
     * @param kept workloads whose autoscalers stay as they are
     * @return whether none is left
     */
    boolean except(Set<String> configured, Set<String> kept) {
        Set<String> namespaces = new TreeSet<>(memory.load());
        namespaces.addAll(configured);
        memory.save(namespaces);
        boolean all = true;
        for (String namespace : namespaces) {
            all &= in(namespace, kept);
        }
        if (all) {
            memory.save(configured);
        }
        return all;
    }

    private boolean in(String namespace, Set<String> kept) {
        boolean all = true;
        try {
            for (Floor floor : Floor.in(cluster, namespace)) {
                if (floor.isNoted()
                        && NamespaceView.scaled(floor.autoscaler()).stream().noneMatch(kept::contains)) {
                    all &= restored(floor);
                }
            }
            return all;
        } catch (ClusterException e) {
            tell(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean restored(Floor floor) {
        try {
            changes.floor(floor.autoscaler(), floor.present(), floor.own());
            LOG.info("HorizontalPodAutoscaler {} has its own minReplicas of {} again", floor.name(), floor.own());
            return true;
        } catch (TargetException e) {
            tell(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void tell(String problem) {
        if (told.add(problem)) {
            LOG.warn("{}; it is tried again", problem);
        }
    }
}
