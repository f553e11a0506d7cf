package dev.headroom.receiver.kubernetes.real;

import dev.headroom.receiver.e2e.Waiting;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;

/**
 * A namespace whose name is not a test's to choose, and what else the whole cluster has once: one test at a time has it, of all
 * processes. The test, or what it tests, makes it.
 */
public final class NamedNamespace implements AutoCloseable {
    private static final String CLUSTER_ROLE = "headroom-gpus-";

    private final String name;
    private final KubernetesClient admin = ControlPlane.running().admin();
    private final FileLock alone = ControlPlane.running().alone("names");

    private NamedNamespace(String name) {
        this.name = name;
    }

    /** Waits for whoever has it. */
    public static NamedNamespace claim(String name) {
        return new NamedNamespace(name);
    }

    public String name() {
        return name;
    }

    /** Deletes it with all that is in it, and the overlays' ClusterRole. */
    @Override
    public void close() {
        Nodes.play(name); // pods that run are to end
        endPods();
        admin.rbac().clusterRoleBindings().withName(CLUSTER_ROLE + name).delete();
        admin.rbac().clusterRoles().withName(CLUSTER_ROLE + name).delete();
        admin.namespaces().withName(name).delete();
        Waiting.until(
                "the namespace is gone", () -> admin.namespaces().withName(name).get() == null);
        Nodes.leave(name);
        try {
            alone.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before the namespace, which would wait for half of the time that they may take. */
    private void endPods() {
        admin.apps().deployments().inNamespace(name).delete();
        admin.apps().statefulSets().inNamespace(name).delete();
        Waiting.until(
                "no pod is left",
                () -> admin.pods().inNamespace(name).list().getItems().isEmpty());
    }
}
