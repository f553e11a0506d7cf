package dev.headroom.receiver.kubernetes.real;

import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Waiting;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The start of a control plane in a folder of its own. */
final class Startup {
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final String CONTROLLERS = String.join(
            ",",
            "deployment-controller",
            "replicaset-controller",
            "statefulset-controller",
            "job-controller",
            "horizontal-pod-autoscaler-controller",
            "serviceaccount-controller",
            "namespace-controller",
            "persistentvolume-binder-controller",
            "persistentvolumeclaim-protection-controller",
            "persistentvolume-protection-controller",
            "garbage-collector-controller");

    private final Path folder;
    private final int port = Distribution.freePort();
    private final String token = UUID.randomUUID().toString();

    private Startup(Path folder) {
        this.folder = folder;
    }

    /** Returns when it is ready. */
    static void in(Path folder) throws IOException {
        Startup startup = new Startup(folder);
        int store = Distribution.freePort();
        startup.etcd(store, Distribution.freePort());
        startup.apiServer(store);
        Path kubeconfig = kubeconfig(folder, "admin", startup.port, startup.token, "default");
        startup.await();
        startup.others(kubeconfig);
        try (KubernetesClient admin = client(folder)) {
            Nodes.add(admin, "node-1", Map.of());
        }
    }

    static Path authority(Path folder) {
        return folder.resolve("certs").resolve("apiserver.crt");
    }

    static Path kubeconfig(Path folder, String name, int port, String bearer, String namespace) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority: %s}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: x, context: {cluster: c, user: u, namespace: %s}}]
                current-context: x
                """.formatted(port, authority(folder), bearer, namespace));
    }

    private void etcd(int clients, int peers) throws IOException {
        Leash.start(
                folder,
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=http://127.0.0.1:" + clients,
                "--advertise-client-urls=http://127.0.0.1:" + clients,
                "--listen-peer-urls=http://127.0.0.1:" + peers,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + peers,
                "--initial-cluster=default=http://127.0.0.1:" + peers,
                "--unsafe-no-fsync",
                "--log-level=error");
    }

    private void apiServer(int store) throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), token + ",admin,admin,system:masters\n");
        writeKeys();
        Leash.start(
                folder,
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

    private void others(Path kubeconfig) throws IOException {
        Leash.start(
                folder,
                "kube-controller-manager",
                "--kubeconfig=" + kubeconfig,
                "--controllers=" + CONTROLLERS,
                "--leader-elect=false",
                "--secure-port=0",
                "--horizontal-pod-autoscaler-sync-period=2s",
                "--kube-api-qps=300",
                "--kube-api-burst=600");
        Leash.start(folder, "kube-scheduler", "--kubeconfig=" + kubeconfig, "--leader-elect=false", "--secure-port=0");
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

    private void await() throws IOException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!answers(folder)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the control plane does not start: " + logs());
            }
            Waiting.sleep(Duration.ofMillis(200));
        }
    }

    /** The authority is there only some time after the start. */
    static boolean answers(Path folder) {
        if (!Files.exists(authority(folder))) {
            return false;
        }
        try (KubernetesClient client = client(folder)) {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private static KubernetesClient client(Path folder) {
        Config config = Config.fromKubeconfig(folder.resolve("admin.kubeconfig").toFile());
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** The last of what each program said. */
    private String logs() throws IOException {
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
}
