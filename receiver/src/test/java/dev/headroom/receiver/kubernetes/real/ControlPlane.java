package dev.headroom.receiver.kubernetes.real;

import com.sun.net.httpserver.HttpsConfigurator;
import dev.headroom.receiver.e2e.Waiting;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * etcd, API server, controllers and scheduler of a real Kubernetes on free ports of this machine; its nodes are played. One for
 * all processes that test this checkout: it starts with the first and ends with the last of them, whatever ends that.
 */
public final class ControlPlane {
    private static final Path WHERE = Path.of("target", "control-plane");

    /** Longer than its programs take to end when nobody holds it any more. */
    private static final Duration END = Duration.ofMillis(500);

    private final Path folder;
    private final RandomAccessFile hold;
    private final Map<String, FileChannel> once = new ConcurrentHashMap<>(); // never closed: that would free a lock
    private final Config config;
    private final KubernetesClient admin;

    private static final class Holder {
        private static final ControlPlane ONE = joined();
    }

    /** The one of this checkout. */
    public static ControlPlane running() {
        return Holder.ONE;
    }

    /** @param hold for as long as it is open, the programs go on */
    private ControlPlane(Path folder, RandomAccessFile hold) throws IOException {
        this.folder = folder;
        this.hold = hold;
        this.config = Config.fromKubeconfig(kubeconfig().toFile());
        this.admin = new KubernetesClientBuilder().withConfig(config).build();
        Nodes.play(admin);
    }

    private static ControlPlane joined() {
        try {
            Files.createDirectories(WHERE.getParent());
            try (FileChannel door = opened(WHERE.resolveSibling("control-plane.lock"));
                    FileLock alone = door.lock()) {
                Optional<ControlPlane> there = Files.exists(WHERE) ? there() : Optional.empty();
                return there.isPresent() ? there.get() : started();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where it has ended, or is about to. */
    private static Optional<ControlPlane> there() throws IOException {
        Path folder = Path.of(Files.readString(WHERE));
        if (!Files.exists(folder.resolve("admin.kubeconfig"))) {
            return Optional.empty();
        }
        RandomAccessFile hold = new RandomAccessFile(Leash.file(folder).toFile(), "rw");
        Waiting.sleep(END);
        if (Startup.answers(folder)) {
            return Optional.of(new ControlPlane(folder, hold));
        }
        hold.close();
        return Optional.empty();
    }

    private static ControlPlane started() throws IOException {
        long began = System.nanoTime();
        Path folder = Files.createTempDirectory("headroom-kubernetes");
        RandomAccessFile hold = new RandomAccessFile(Leash.made(folder).toFile(), "rw");
        Startup.in(folder);
        Files.writeString(WHERE, folder.toString());
        System.out.printf("a control plane of Kubernetes is ready after %.1f s%n", (System.nanoTime() - began) / 1e9);
        return new ControlPlane(folder, hold);
    }

    private static FileChannel opened(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits until no other process has it.
     *
     * @param what the whole cluster has once
     */
    FileLock alone(String what) {
        try {
            FileChannel file = once.computeIfAbsent(what, name -> opened(folder.resolve(name + ".lock")));
            FileLock alone = file.tryLock();
            while (alone == null) { // not by lock(), which closes the channel for good when a test's time is over
                Waiting.sleep(Duration.ofMillis(500));
                alone = file.tryLock();
            }
            return alone;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return URI.create(config.getMasterUrl()).getPort();
    }

    /** May do everything. */
    public KubernetesClient admin() {
        return admin;
    }

    /** The way of a client that has this token. */
    public Config config(String bearer, String namespace) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(config.getMasterUrl())
                .withCaCertFile(authority().toString())
                .withOauthToken(bearer)
                .withNamespace(namespace)
                .build();
    }

    /** The same as a file, by a port of this machine that leads there. */
    public Path kubeconfig(String name, int through, String bearer, String namespace) throws IOException {
        return Startup.kubeconfig(folder, name, through, bearer, namespace);
    }

    /** The administrator's. */
    public Path kubeconfig() {
        return folder.resolve("admin.kubeconfig");
    }

    public Path authority() {
        return Startup.authority(folder);
    }

    /** For who serves as if a part of the cluster, by the authority's own certificate. */
    HttpsConfigurator serving() throws IOException {
        try {
            return new HttpsConfigurator(SSLUtils.sslContext(new ConfigBuilder(config("", ""))
                    .withClientCertFile(authority().toString())
                    .withClientKeyFile(
                            folder.resolve("certs").resolve("apiserver.key").toString())
                    .build()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
