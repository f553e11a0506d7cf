package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Restores the floors of autoscalers that Headroom has raised once. */
record LettingGo(Cluster cluster, Changes changes) {

    /**
     * Tells a line for each that was restored or could not be.
     *
     * @param kept workloads whose autoscalers stay as they are
     */
    List<String> except(Set<String> namespaces, Set<String> kept) {
        List<String> told = new ArrayList<>();
        for (String namespace : namespaces) {
            for (HorizontalPodAutoscaler autoscaler : in(namespace, told)) {
                Floor floor = new Floor(autoscaler);
                if (floor.isNoted() && NamespaceView.scaled(autoscaler).stream().noneMatch(kept::contains)) {
                    told.add(restore(floor));
                }
            }
        }
        return told;
    }

    private List<HorizontalPodAutoscaler> in(String namespace, List<String> told) {
        try {
            return cluster.ask(
                    "list the HorizontalPodAutoscalers in " + namespace,
                    client -> client.autoscaling()
                            .v2()
                            .horizontalPodAutoscalers()
                            .inNamespace(namespace)
                            .list()
                            .getItems());
        } catch (ClusterException e) {
            told.add(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private String restore(Floor floor) {
        try {
            changes.floor(floor.autoscaler(), floor.present(), floor.own());
            return "HorizontalPodAutoscaler %s has its own minReplicas of %d again"
                    .formatted(floor.name(), floor.own());
        } catch (TargetException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
