package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What runs replicas in a namespace. */
public final class Workloads {

    private Workloads() {}

    /** The Deployments and StatefulSets of a namespace, each with the replicas that are wanted of it. */
    public static Map<String, Integer> replicas(Cluster cluster, String namespace) throws ClusterException {
        Map<String, Integer> replicas = new TreeMap<>();
        for (Deployment each : cluster.ask(
                "list the Deployments of " + namespace,
                client -> client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .list()
                        .getItems())) {
            replicas.put(
                    each.getMetadata().getName(),
                    Objects.requireNonNullElse(each.getSpec().getReplicas(), 1));
        }
        for (StatefulSet each : cluster.ask(
                "list the StatefulSets of " + namespace,
                client -> client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .list()
                        .getItems())) {
            replicas.put(
                    each.getMetadata().getName(),
                    Objects.requireNonNullElse(each.getSpec().getReplicas(), 1));
        }
        return replicas;
    }
}
