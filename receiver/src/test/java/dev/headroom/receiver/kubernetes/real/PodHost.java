package dev.headroom.receiver.kubernetes.real;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        Map<String, String> environment = environment(pod, container, address);
        Map<String, Path> mounts = mounts(pod, container, root);
        List<String> arguments = container.getArgs().stream()
                .map(argument -> placed(argument, mounts))
                .toList();
        Path log = folder.resolve(pod.getMetadata().getName() + ".log");
        Optional<Process> process = programme.start(new Work(container, address, root, environment, arguments, log));
        if (process.isPresent()) {
            running.put(pod.getMetadata().getName(), new Running(pod, address, process.get(), log));
            logs.keep(namespace, pod.getMetadata().getName(), log);
            tell(pod, address, false);
            probes.execute(() -> becomeReady(pod, address, process.get()));
        } else if (pod.getStatus().getPodIP() == null) {
            admin.resource(Nodes.running(pod, true, 0)).patchStatus();
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

    private Map<String, String> environment(Pod pod, Container container, String address) {
        ControlPlane plane = ControlPlane.running();
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                "" + plane.port(),
                "KUBERNETES_CERTS_CA_FILE",
                plane.authority().toString(),
                "KUBERNETES_NAMESPACE",
                namespace,
                "KUBECONFIG",
                "/nonexistent",
                "HOSTNAME",
                pod.getMetadata().getName()));
        if (Boolean.TRUE.equals(pod.getSpec().getAutomountServiceAccountToken())) {
            all.put("KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", token(pod).toString());
        }
        for (EnvVar variable : container.getEnv()) {
            all.put(variable.getName(), value(variable, pod, address, all));
        }
        return all;
    }

    private Path token(Pod pod) {
        String account = pod.getSpec().getServiceAccountName();
        try {
            return Files.writeString(
                    folder.resolve(pod.getMetadata().getName() + ".token"),
                    Kubectl.admin()
                            .must("-n", namespace, "create", "token", account)
                            .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String value(EnvVar variable, Pod pod, String address, Map<String, String> before) {
        if (variable.getValueFrom() == null) {
            String text = variable.getValue();
            for (Map.Entry<String, String> known : before.entrySet()) {
                text = text.replace("$(" + known.getKey() + ")", known.getValue());
            }
            return text;
        }
        if (variable.getValueFrom().getFieldRef() != null) {
            return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
                case "metadata.namespace" -> namespace;
                case "metadata.name" -> pod.getMetadata().getName();
                case "status.podIP" -> address;
                default -> throw new IllegalStateException("a field that is not known here: " + variable);
            };
        }
        var key = variable.getValueFrom().getSecretKeyRef();
        return secret(key.getName()).get(key.getKey());
    }

    private Map<String, String> secret(String name) {
        var secret = admin.secrets().inNamespace(namespace).withName(name).require();
        Map<String, String> plain = new HashMap<>();
        secret.getData()
                .forEach((key, value) ->
                        plain.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return plain;
    }

    /** Where each mounted path is on this machine. */
    private Map<String, Path> mounts(Pod pod, Container container, Path root) throws IOException {
        Map<String, Path> places = new LinkedHashMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            places.put(
                    mount.getMountPath(),
                    Files.createDirectories(root.resolve(mount.getMountPath().substring(1))));
        }
        for (VolumeMount mount : container.getVolumeMounts()) {
            Volume volume = pod.getSpec().getVolumes().stream()
                    .filter(each -> each.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow();
            for (Map.Entry<String, String> file : files(volume).entrySet()) {
                Files.writeString(
                        places.get(mount.getMountPath()).resolve(file.getKey()), placed(file.getValue(), places));
            }
        }
        return places;
    }

    private Map<String, String> files(Volume volume) {
        if (volume.getConfigMap() != null) {
            return admin.configMaps()
                    .inNamespace(namespace)
                    .withName(volume.getConfigMap().getName())
                    .require()
                    .getData();
        }
        if (volume.getSecret() != null) {
            Map<String, String> all = secret(volume.getSecret().getSecretName());
            Map<String, String> chosen = new HashMap<>();
            volume.getSecret().getItems().forEach(item -> chosen.put(item.getPath(), all.get(item.getKey())));
            return chosen;
        }
        return Map.of();
    }

    /** The longest first, for one is the beginning of another. */
    private static String placed(String text, Map<String, Path> mounts) {
        String placed = text;
        for (String path : mounts.keySet().stream()
                .filter(path -> !path.equals("/tmp"))
                .sorted((a, b) -> b.length() - a.length())
                .toList()) {
            placed = placed.replaceAll(
                    Pattern.quote(path) + "(?=[/\\s\"']|$)",
                    Matcher.quoteReplacement(mounts.get(path).toString()));
        }
        return placed;
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
