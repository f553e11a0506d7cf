package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one kind, of a namespace or of the cluster, kept up to date by a watch that is begun again whenever it
 * ends: a cluster with a thousand services is then looked at without asking for each.
 */
public final class Watched<T extends HasMetadata> {
    /** A watch that ended is normally back at once; one that is not is no news any more. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration LOST = Duration.ofMinutes(1);

    private static final String INDEX = "key";

    private final Cluster cluster;
    private final Kind<T> kind;
    private final Function<T, List<String>> keys;
    private final LongSupplier nanos;
    private final String what;
    private volatile KubernetesClient client;
    private volatile SharedIndexInformer<T> informer;
    private volatile long lastWatching;
    private int lives;
    private long bornAt;
    private volatile @Nullable Refusal refusal;

    /**
     * What is watched.
     *
     * @param what for people, as "pods in inference"
     * @param path where the API has it
     * @param selected whether a selector of fields takes some of what is there: another watch than that of all
     */
    public record Kind<T extends HasMetadata>(
            String what, String path, boolean selected, Function<KubernetesClient, SharedIndexInformer<T>> informers) {

        /**
         * All of one kind.
         *
         * @param api as "/apis/apps/v1"
         * @param namespace empty for all of them, and for what is in none
         */
        public static <T extends HasMetadata> Kind<T> of(
                String api,
                String resource,
                String namespace,
                Function<KubernetesClient, SharedIndexInformer<T>> informers) {
            String within = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
            return new Kind<>(
                    resource + (namespace.isEmpty() ? "" : " in " + namespace),
                    api + within + "/" + resource,
                    false,
                    informers);
        }

        /** The same of a watch that has a selector of fields. */
        public Kind<T> bySelector() {
            return new Kind<>(what, path, true, informers);
        }
    }

    /**
     * Begins at once.
     *
     * @param keys by which objects can be asked for
     */
    public Watched(Cluster cluster, Kind<T> kind, Function<T, List<String>> keys, LongSupplier nanos) {
        this.cluster = cluster;
        this.kind = kind;
        this.what = kind.what();
        this.keys = keys;
        this.nanos = nanos;
        this.lastWatching = nanos.getAsLong();
        this.bornAt = lastWatching;
        this.client = cluster.client();
        this.informer = begun();
    }

    private SharedIndexInformer<T> begun() {
        KubernetesClient of = client;
        SharedIndexInformer<T> fresh = kind.informers()
                .apply(of)
                .removeNamespaceIndex()
                .addIndexers(Map.of(INDEX, keys))
                .exceptionHandler((started, failure) -> again(of, failure));
        fresh.start();
        return fresh;
    }

    /** What a client says that was given up meanwhile, as that it is closed, says nothing of the cluster. */
    private boolean again(KubernetesClient of, Throwable failure) {
        refusal = of == client ? Refusal.of(failure) : refusal;
        return true;
    }

    /**
     * Returns only where what is known here is fresh.
     *
     * @throws ClusterException when it may be old
     */
    public void mustBeFresh() throws ClusterException {
        endTheDead();
        if (informer.isWatching()) {
            lastWatching = nanos.getAsLong();
            return;
        }
        Duration silent = Duration.ofNanos(nanos.getAsLong() - lastWatching);
        if (silent.compareTo(LOST) > 0) {
            beginAgain();
        }
        if (!informer.hasSynced() || silent.compareTo(GRACE) > 0) {
            Refusal last = refusal;
            throw last == null
                    ? ClusterException.notYet(what + " are looked at for the first time")
                    : new ClusterException("%s cannot be watched: %s".formatted(what, last.inWords()));
        }
    }

    /** A connection can be dead and look open: a watch that grows older than the server lets it is on one. */
    private synchronized void endTheDead() {
        int begun = cluster.lives().begun(kind.path(), kind.selected());
        long now = nanos.getAsLong();
        if (begun != lives) {
            lives = begun;
            bornAt = now;
        }
        boolean old = now - bornAt > cluster.lives().longest().plus(GRACE).toNanos();
        if (client != cluster.client() || (old && informer.isWatching())) {
            refusal = client == cluster.client() ? refusal : null;
            client = cluster.client();
            bornAt = now;
            informer.stop();
            informer = begun();
        }
    }

    /** A watch that does not come back by itself is given up for a new one. */
    private synchronized void beginAgain() {
        if (nanos.getAsLong() - lastWatching > LOST.toNanos()) {
            lastWatching = nanos.getAsLong() - GRACE.toNanos() - 1;
            informer.stop();
            informer = begun();
        }
    }

    /** Nothing is told any more. */
    public synchronized void end() {
        informer.stop();
    }

    public @Nullable T named(String namespace, String name) {
        return informer.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name));
    }

    public List<T> by(String key) {
        return informer.getIndexer().byIndex(INDEX, key);
    }

    public Optional<T> one(String key) {
        return by(key).stream().findFirst();
    }

    public List<T> all() {
        return informer.getIndexer().list();
    }
}
