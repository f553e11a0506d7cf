package dev.headroom.receiver.kubernetes.real;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays the nodes for the namespaces of this process: what the scheduler gives them says to run and to be ready, and ends when it
 * is told to. Pods of namespaces that are held become ready only when a test says so.
 */
public final class Nodes implements ResourceEventHandler<Pod> {
    private static final Set<String> HELD = ConcurrentHashMap.newKeySet();
    private static final Set<String> PLAYED = ConcurrentHashMap.newKeySet();
    private static final Set<String> LINGERING = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final KubernetesClient admin;
    private final ExecutorService work = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "nodes");
        thread.setDaemon(true);
        return thread;
    });

    private Nodes(KubernetesClient admin) {
        this.admin = admin;
    }

    /** Until the process ends. */
    static void play(KubernetesClient admin) {
        admin.pods().inAnyNamespace().inform(new Nodes(admin));
    }

    /** Adds one that has these beside much of everything usual. */
    public static void add(KubernetesClient admin, String name, Map<String, String> extended, Taint... taints) {
        Map<String, Quantity> room = new java.util.HashMap<>(
                Map.of("cpu", new Quantity("10000"), "memory", new Quantity("10Ti"), "pods", new Quantity("100000")));
        extended.forEach((resource, amount) -> room.put(resource, new Quantity(amount)));
        Node node = admin.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(Map.of("kubernetes.io/hostname", name))
                        .endMetadata()
                        .build())
                .create();
        admin.resource(new NodeBuilder(node)
                        .withNewStatus()
                        .withCapacity(room)
                        .withAllocatable(room)
                        .withConditions(new NodeConditionBuilder()
                                .withType("Ready")
                                .withStatus("True")
                                .withReason("Played")
                                .build())
                        .endStatus()
                        .build())
                .updateStatus();
        admin.nodes()
                .withName(name)
                .edit(made -> new NodeBuilder(made)
                        .editSpec()
                        .withTaints(taints)
                        .endSpec()
                        .build());
    }

    /** From now on pods of this namespace are played. */
    static void play(String namespace) {
        PLAYED.add(namespace);
    }

    /** From now on they are somebody else's to run, and are as they are. */
    static void leave(String namespace) {
        PLAYED.remove(namespace);
    }

    /** From now on pods of this namespace run and do not become ready. */
    static void hold(String namespace) {
        HELD.add(namespace);
    }

    static void release(String namespace) {
        HELD.remove(namespace);
    }

    /** From now on pods of this namespace do not end when they are told to. */
    static void linger(String namespace) {
        LINGERING.add(namespace);
    }

    /** From now on they do; those that were told before do when they are told of again. */
    static void end(String namespace) {
        if (LINGERING.remove(namespace)) {
            KubernetesClient admin = ControlPlane.running().admin();
            admin.pods().inNamespace(namespace).withGracePeriod(0).delete();
        }
    }

    @Override
    public void onAdd(Pod pod) {
        work.execute(() -> tend(pod));
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        work.execute(() -> tend(pod));
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
        // nothing runs
    }

    private void tend(Pod pod) {
        if (!PLAYED.contains(pod.getMetadata().getNamespace())) {
            return;
        }
        try {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                if (LINGERING.contains(pod.getMetadata().getNamespace())) {
                    return;
                }
                admin.resource(pod).withGracePeriod(0).delete();
            } else if (pod.getSpec().getNodeName() != null && pod.getStatus().getPodIP() == null) {
                boolean ready = !HELD.contains(pod.getMetadata().getNamespace());
                admin.resource(running(pod, ready, 0)).patchStatus();
            }
        } catch (KubernetesClientException e) {
            // it is gone, or has changed and is told again
        }
    }

    /** The pod as it is while its container cannot be started. */
    static Pod waiting(Pod pod, String reason, String message) {
        return new PodBuilder(running(pod, false, 0))
                .editStatus()
                .withContainerStatuses(pod.getSpec().getContainers().stream()
                        .map(container -> new ContainerStatusBuilder()
                                .withName(container.getName())
                                .withImage(container.getImage())
                                .withImageID("")
                                .withReady(false)
                                .withRestartCount(0)
                                .withNewState()
                                .withNewWaiting(message, reason)
                                .endState()
                                .build())
                        .toList())
                .endStatus()
                .build();
    }

    /** The pod as it is then. */
    public static Pod running(Pod pod, boolean ready, int restarts) {
        int number = ADDRESSES.incrementAndGet();
        String fresh = "10.99." + number / 250 + "." + (number % 250 + 1);
        String known = pod.getStatus().getPodIP();
        return running(pod, known == null ? fresh : known, ready, restarts);
    }

    /** The pod as it is then, at this address. */
    static Pod running(Pod pod, String address, boolean ready, int restarts) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<ContainerStatus> containers = pod.getSpec().getContainers().stream()
                .map(container -> new ContainerStatusBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID("")
                        .withReady(ready)
                        .withRestartCount(restarts)
                        .withNewState()
                        .withNewRunning()
                        .withStartedAt(now)
                        .endRunning()
                        .endState()
                        .build())
                .toList();
        return new PodBuilder(pod)
                .editStatus()
                .withPhase("Running")
                .withStartTime(
                        pod.getStatus().getStartTime() == null
                                ? now
                                : pod.getStatus().getStartTime())
                .withPodIP(address)
                .withContainerStatuses(containers)
                .removeMatchingFromConditions(
                        condition -> List.of("Ready", "ContainersReady").contains(condition.getType()))
                .addToConditions(
                        new PodConditionBuilder()
                                .withType("Ready")
                                .withStatus(ready ? "True" : "False")
                                .withLastTransitionTime(now)
                                .build(),
                        new PodConditionBuilder()
                                .withType("ContainersReady")
                                .withStatus(ready ? "True" : "False")
                                .withLastTransitionTime(now)
                                .build())
                .endStatus()
                .build();
    }
}
