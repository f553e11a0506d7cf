package dev.headroom.receiver.e2e;

import dev.headroom.receiver.kubernetes.TcpRelay;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.NamedNamespace;
import dev.headroom.receiver.kubernetes.real.PodHost;
import dev.headroom.receiver.kubernetes.real.Programs;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A copy of the checkout from which Headroom is installed in one namespace of the running control plane, and the pods that come
 * of it: receivers and Redis are processes of this machine.
 */
public final class Installation implements AutoCloseable {
    private static final List<String> COPIED = List.of("alert-rules", "grafana-dashboards", "kubernetes");

    private final Path folder;
    private final NamedNamespace namespace;
    private final Path home;
    private final Path hosts;
    private final KubernetesClient admin = ControlPlane.running().admin();
    private final int port = Distribution.freePort();
    private final PodHost pods;
    private TcpRelay forwarded;

    private Installation(Path folder, String namespace) throws IOException {
        this.folder = folder;
        this.namespace = NamedNamespace.claim(namespace);
        this.home = Files.createDirectories(folder.resolve("home"));
        this.hosts = folder.resolve("hosts");
        name("127.77.255.254", "alertmanager-operated.monitoring prometheus-operated.monitoring");
        this.pods = new PodHost(folder, namespace, this::start);
    }

    /** A copy in which the policy has short times and no schedule; nothing is installed yet. */
    public static Installation prepare(Path folder, String namespace) throws IOException {
        Installation made = new Installation(folder, namespace);
        for (String each : COPIED) {
            copy(Distribution.ROOT.resolve(each), made.home.resolve(each));
        }
        Shipped.policy(made.home.resolve("alert-rules/scaling-policy.yml"), map -> {
            Shipped.cooldowns(map, "1h");
            Shipped.everyService(map, "warmup_time", "0s");
            Shipped.everyService(map, "drain_timeout", "0s");
            Shipped.everyService(map, "checkpoint_sync", "none");
            return map;
        });
        made.launcher();
        made.volume();
        made.operator();
        return made;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.filter(path -> !path.startsWith(from.resolve("generated")))
                    .toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** As ./headroom, without building. */
    private void launcher() throws IOException {
        Path script = Files.writeString(home.resolve("headroom"), """
                #!/bin/bash
                HEADROOM_HOME=%s exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s/*' \\
                  dev.headroom.receiver.cli.Main "$@"
                """.formatted(
                        home, Path.of(System.getProperty("java.home"), "bin", "java"), Distribution.LIB));
        script.toFile().setExecutable(true);
    }

    /** What a cluster's provisioner would make for Redis. */
    private void volume() {
        admin.resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(volumeName())
                        .endMetadata()
                        .withNewSpec()
                        .withCapacity(Map.of("storage", new Quantity("1Gi")))
                        .withAccessModes("ReadWriteOnce")
                        .withNewHostPath(folder.resolve("volume").toString(), "")
                        .endSpec()
                        .build())
                .create();
    }

    private String volumeName() {
        return "redis-" + namespace.name();
    }

    /** The Prometheus operator's kinds, as kube-prometheus-stack brings them. */
    private void operator() {
        if (Programs.operatorKnown()) {
            Programs.installOperatorKinds();
        }
    }

    private Optional<Process> start(PodHost.Work work) throws IOException {
        String image = work.container().getImage();
        if (image.startsWith("redis:")) {
            name(work.address(), "headroom-redis");
            return Optional.of(redis(work));
        }
        return image.contains("headroom-receiver") ? Optional.of(receiver(work)) : Optional.empty();
    }

    private Process redis(PodHost.Work work) throws IOException {
        List<String> words = new ArrayList<>(work.container().getCommand());
        String script = work.arguments().get(0) + " --bind " + work.address();
        words.add(script);
        return process(work, words, work.environment());
    }

    /** As its Dockerfile starts it; its port is that of its own address, since all pods share this machine's. */
    private Process receiver(PodHost.Work work) throws IOException {
        Path installed = work.root().resolve("opt/headroom");
        if (!Files.exists(installed.resolve("alert-rules/scaling-policy.yml"))) {
            Files.createDirectories(installed.resolve("alert-rules"));
            Files.copy(
                    home.resolve("alert-rules/scaling-policy.yml"),
                    installed.resolve("alert-rules/scaling-policy.yml"));
        }
        Map<String, String> environment = new HashMap<>(work.environment());
        environment.put("HEADROOM_HOME", installed.toString());
        List<String> words = new ArrayList<>(Distribution.program("-Djdk.net.hosts.file=" + hosts));
        words.addAll(work.arguments());
        if (words.contains("serve")) {
            words.addAll(List.of("--listen", work.address() + ":9095"));
        }
        return process(work, words, environment);
    }

    private static Process process(PodHost.Work work, List<String> words, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(work.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.log().toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What the cluster's DNS would say. */
    private void name(String address, String names) {
        try {
            String before = Files.exists(hosts) ? Files.readString(hosts) : "127.0.0.1 localhost\n";
            Files.writeString(hosts, before + address + " " + names + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where commands are run. */
    public Path home() {
        return home;
    }

    public Path kubeconfig() {
        return ControlPlane.running().kubeconfig();
    }

    /** With the control plane's own kubectl in front, and Helm where it is here. */
    public String path() {
        String helm = Programs.helm() ? Path.of(Programs.path("helm")).getParent() + ":" : "";
        return Path.of(Programs.path("kubectl")).getParent() + ":" + helm + System.getenv("PATH");
    }

    /** Where {@code kubectl port-forward} would listen. */
    public int forwardedPort() {
        return port;
    }

    /** What {@code kubectl port-forward service/headroom} does: the way to one of the receivers. */
    public void forward() {
        forwarded = new TcpRelay(
                port, () -> new InetSocketAddress(receivers().get(0).address(), 9095));
    }

    private List<PodHost.Running> receivers() {
        return pods.running().values().stream()
                .filter(each -> each.pod().getMetadata().getName().startsWith("headroom-"))
                .filter(each -> !each.pod().getMetadata().getName().startsWith("headroom-redis"))
                .toList();
    }

    private Http http(PodHost.Running receiver) {
        try {
            return new Http(
                    receiver.address(),
                    9095,
                    Files.readString(home.resolve("webhook-token")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that leads, as soon as one does. */
    public Http leader() {
        Waiting.until(
                "one receiver leads", () -> receivers().stream().map(this::http).anyMatch(Installation::leads));
        return receivers().stream()
                .map(this::http)
                .filter(Installation::leads)
                .findFirst()
                .orElseThrow();
    }

    /** The other one. */
    public Http standby(Http leader) {
        Waiting.until(
                "there are two",
                () -> receivers().stream()
                                .map(this::http)
                                .filter(each -> each.answers("/healthz"))
                                .count()
                        == 2);
        return receivers().stream()
                .map(this::http)
                .filter(each -> !each.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    public static boolean leads(Http receiver) {
        return receiver.answers("/metrics") && receiver.text("/metrics").contains("headroom_leader 1.0");
    }

    /** Ends it as the kernel would. */
    public void kill(Http receiver) {
        receivers().stream()
                .filter(each -> http(each).equals(receiver))
                .forEach(each -> each.process().destroyForcibly());
    }

    public int replicas(String deployment) {
        return admin.apps()
                .deployments()
                .inNamespace(namespace.name())
                .withName(deployment)
                .require()
                .getSpec()
                .getReplicas();
    }

    /** The name of its pod. */
    public String pod(Http receiver) {
        return receivers().stream()
                .filter(each -> http(each).equals(receiver))
                .map(each -> each.pod().getMetadata().getName())
                .findFirst()
                .orElseThrow();
    }

    /** Who holds the Lease. */
    public String holder() {
        return admin.leases()
                .inNamespace(namespace.name())
                .withName("headroom")
                .require()
                .getSpec()
                .getHolderIdentity();
    }

    /** What a receiver printed, for a failure. */
    public String logs() {
        return receivers().stream().map(each -> Child.read(each.log())).reduce("", String::concat);
    }

    @Override
    public void close() {
        if (forwarded != null) {
            forwarded.close();
        }
        pods.close();
        admin.persistentVolumes().withName(volumeName()).delete();
        namespace.close();
    }
}
