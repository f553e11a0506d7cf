package dev.headroom.receiver.kubernetes.real;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs pods of one namespace as processes of this machine, as their manifests say: what a kubelet does with environment, files
 * and token, on a loopback address for each. Which program is behind an image the test says.
 */
public final class PodHost implements ResourceEventHandler<Pod>, AutoCloseable {
    private static final AtomicInteger ADDRESSES =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(60_000));

    private final KubernetesClient admin = ControlPlane.running().admin();
    private final Path folder;
    private final String namespace;
    private final Programme programme;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final ExecutorService probes = Executors.newCachedThreadPool();
    private final Logs logs;
    private final SharedIndexInformer<Pod> watch;

    /** Starts what is behind an image. */
    @FunctionalInterface
    public interface Programme {

        /** Empty where nothing is. */
        Optional<Process> start(Work work) throws IOException;
    }

    /**
     * What is to be run.
     *
     * @param address the pod's own
     * @param root stands for the container's root folder
     * @param log where its output goes
     */
    public record Work(
            Container container,
            String address,
            Path root,
            Map<String, String> environment,
            List<String> arguments,
            Path log) {}

    /** A pod that runs. */
    public record Running(Pod pod, String address, Process process, Path log) {}

    /** @param folder where its files are kept */
    public PodHost(Path folder, String namespace, Programme programme) throws IOException {
        this.folder = folder;
        this.namespace = namespace;
        this.programme = programme;
        this.logs = new Logs();
        this.watch = admin.pods().inNamespace(namespace).inform(this);
    }

    /** Those that run now, by name. */
    public Map<String, Running> running() {
        return new LinkedHashMap<>(running);
    }

    @Override
    public void onAdd(Pod pod) {
        tend(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        tend(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
        // was ended before
    }

    private synchronized void tend(Pod pod) {
        String name = pod.getMetadata().getName();
        try {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                Optional.ofNullable(running.remove(name)).ifPresent(gone -> end(gone.process()));
                admin.resource(pod).withGracePeriod(0).delete();
            } else if (pod.getSpec().getNodeName() != null && !running.containsKey(name)) {
                run(pod);
            }
        } catch (KubernetesClientException e) {
            // it is gone, or has changed and is told again
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Pod pod) throws IOException {
        Container container = pod.getSpec().getContainers().get(0);
        int number = ADDRESSES.incrementAndGet() % 60_000;
        String address = "127.77." + number / 250 + "." + (number % 250 + 1);
        Path root = Files.createDirectories(folder.resolve(pod.getMetadata().getName()));
        PodSetup setup = new PodSetup(pod, address, folder);
        Map<String, String> environment = setup.environment();
        List<String> arguments = setup.arguments(root);
        Path log = folder.resolve(pod.getMetadata().getName() + ".log");
        Optional<Process> process = programme.start(new Work(container, address, root, environment, arguments, log));
        if (process.isPresent()) {
            running.put(pod.getMetadata().getName(), new Running(pod, address, process.get(), log));
            logs.keep(namespace, pod.getMetadata().getName(), log);
            tell(pod, address, false);
            boolean once = "Never".equals(pod.getSpec().getRestartPolicy());
            probes.execute(() -> {
                if (once) {
                    finish(pod, process.get());
                } else {
                    becomeReady(pod, address, process.get());
                }
            });
        } else if (pod.getStatus().getPodIP() == null) {
            admin.resource(Nodes.running(pod, true, 0)).patchStatus();
        }
    }

    /** Of a Job: as its program ends. */
    private void finish(Pod pod, Process process) {
        try {
            String phase = process.waitFor() == 0 ? "Succeeded" : "Failed";
            admin.pods()
                    .inNamespace(namespace)
                    .withName(pod.getMetadata().getName())
                    .editStatus(present -> new PodBuilder(present)
                            .editStatus()
                            .withPhase(phase)
                            .endStatus()
                            .build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KubernetesClientException e) {
            // it is gone
        }
    }

    /** As soon as its readiness probe says so. */
    private void becomeReady(Pod pod, String address, Process process) {
        Probe probe = pod.getSpec().getContainers().get(0).getReadinessProbe();
        try {
            while (process.isAlive() && !answers(pod, probe, address)) {
                Thread.sleep(250);
            }
            if (process.isAlive()) {
                tell(pod, address, true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KubernetesClientException e) {
            // it is gone
        }
    }

    private void tell(Pod pod, String address, boolean ready) {
        admin.pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .editStatus(present -> Nodes.running(present, address, ready, 0));
    }

    private static boolean answers(Pod pod, Probe probe, String address) {
        try {
            if (probe.getHttpGet() == null) {
                new Socket(address, port(pod, probe.getTcpSocket().getPort())).close();
                return true;
            }
            int port = port(pod, probe.getHttpGet().getPort());
            URL url = new URL("http", address, port, probe.getHttpGet().getPath());
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int port(Pod pod, IntOrString port) {
        return pod.getSpec().getContainers().get(0).getPorts().stream()
                .filter(known -> known.getName().equals(port.getStrVal()))
                .findFirst()
                .orElseThrow()
                .getContainerPort();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.close();
        probes.shutdownNow();
        running.values().forEach(each -> each.process().destroyForcibly());
        running.values().forEach(each -> end(each.process()));
        running.clear();
        logs.close();
    }
}
