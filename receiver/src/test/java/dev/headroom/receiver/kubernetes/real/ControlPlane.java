package dev.headroom.receiver.kubernetes.real;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * etcd, API server, controllers and scheduler of a real Kubernetes on free ports of this machine; its nodes are played. One for
 * all tests of this process: it starts with the first and ends with the process, whatever ends that.
 */
public final class ControlPlane {
    private static final Duration START = Duration.ofSeconds(120);
    private static final String CONTROLLERS = String.join(
            ",",
            "deployment-controller",
            "replicaset-controller",
            "statefulset-controller",
            "horizontal-pod-autoscaler-controller",
            "serviceaccount-controller",
            "namespace-controller",
            "persistentvolume-binder-controller",
            "persistentvolumeclaim-protection-controller",
            "persistentvolume-protection-controller",
            "garbage-collector-controller");

    /** Ends a program when this process has ended, which closes its input. */
    private static final String LEASH =
            "exec 3<&0; \"$@\" <&- & p=$!; trap 'kill $p' TERM; cat <&3 >/dev/null; kill $p; wait $p";

    private final Path folder;
    private final int port = freePort();
    private final String token = UUID.randomUUID().toString();
    private final List<Process> processes = new ArrayList<>();
    private final Duration readyAfter;
    private final KubernetesClient admin;

    private static final class Holder {
        private static final ControlPlane ONE = new ControlPlane();
    }

    /** The one of this process. */
    public static ControlPlane running() {
        return Holder.ONE;
    }

    private ControlPlane() {
        long began = System.nanoTime();
        try {
            folder = Files.createTempDirectory("headroom-kubernetes");
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
            int store = etcd();
            apiServer(store);
            await();
            admin = new KubernetesClientBuilder().withConfig(adminConfig()).build();
            Path kubeconfig = kubeconfig("admin", token, "default");
            others(kubeconfig);
            Nodes.play(admin, Logs.serve(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        readyAfter = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf("a control plane of Kubernetes is ready after %.1f s%n", readyAfter.toMillis() / 1000.0);
    }

    /** How long its start took. */
    public Duration readyAfter() {
        return readyAfter;
    }

    public int port() {
        return port;
    }

    /** May do everything. */
    public KubernetesClient admin() {
        return admin;
    }

    private Config adminConfig() {
        return config(token, "default");
    }

    /** The way of a client that has this token. */
    public Config config(String bearer, String namespace) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withCaCertFile(authority().toString())
                .withOauthToken(bearer)
                .withNamespace(namespace)
                .build();
    }

    /** The same as a file. */
    public Path kubeconfig(String name, String bearer, String namespace) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority: %s}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: x, context: {cluster: c, user: u, namespace: %s}}]
                current-context: x
                """.formatted(port, authority(), bearer, namespace));
    }

    /** The administrator's. */
    public Path kubeconfig() {
        return folder.resolve("admin.kubeconfig");
    }

    public Path authority() {
        return folder.resolve("certs").resolve("apiserver.crt");
    }

    private int etcd() {
        int clients = freePort();
        int peers = freePort();
        start(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=http://127.0.0.1:" + clients,
                "--advertise-client-urls=http://127.0.0.1:" + clients,
                "--listen-peer-urls=http://127.0.0.1:" + peers,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + peers,
                "--initial-cluster=default=http://127.0.0.1:" + peers,
                "--unsafe-no-fsync",
                "--log-level=error");
        return clients;
    }

    private void apiServer(int store) throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), token + ",admin,admin,system:masters\n");
        writeKeys();
        start(
                "kube-apiserver",
                "--etcd-servers=http://127.0.0.1:" + store,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("certs"),
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--service-account-key-file=" + folder.resolve("accounts.pub"),
                "--service-account-signing-key-file=" + folder.resolve("accounts.key"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--endpoint-reconciler-type=none",
                "--profiling=false");
    }

    private void others(Path kubeconfig) {
        start(
                "kube-controller-manager",
                "--kubeconfig=" + kubeconfig,
                "--controllers=" + CONTROLLERS,
                "--leader-elect=false",
                "--secure-port=0",
                "--horizontal-pod-autoscaler-sync-period=2s",
                "--kube-api-qps=300",
                "--kube-api-burst=600");
        start("kube-scheduler", "--kubeconfig=" + kubeconfig, "--leader-elect=false", "--secure-port=0");
    }

    private void writeKeys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair keys = generator.generateKeyPair();
            writePem("accounts.key", "PRIVATE KEY", keys.getPrivate().getEncoded());
            writePem("accounts.pub", "PUBLIC KEY", keys.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writePem(String file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private void start(String program, String... options) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", LEASH, "leash", Programs.path(program)));
        words.addAll(List.of(options));
        try {
            processes.add(new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(program + ".log").toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (System.nanoTime() > end || processes.stream().anyMatch(process -> !process.isAlive())) {
                throw new IllegalStateException("the control plane does not start: " + logs());
            }
            pause();
        }
    }

    /** The authority is there only some time after the start. */
    private boolean answers() {
        if (!Files.exists(authority())) {
            return false;
        }
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(adminConfig()).build()) {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The last of what each program said. */
    String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                String text = Files.readString(log);
                all.append(log.getFileName()).append(": ").append(text.substring(Math.max(0, text.length() - 2000)));
            }
        }
        return all.toString();
    }

    private void stop() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            Process process = processes.get(i);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        processes.forEach(ControlPlane::ended);
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + folder);
        }
    }

    private static void ended(Process process) {
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
