package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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

    private final String what;
    private final Supplier<SharedIndexInformer<T>> informers;
    private final Function<T, List<String>> keys;
    private final LongSupplier nanos;
    private volatile SharedIndexInformer<T> informer;
    private volatile long lastWatching;
    private volatile @Nullable Refusal refusal;

    /**
     * Begins at once.
     *
     * @param what is watched, for people, as "pods in inference"
     * @param keys by which objects can be asked for
     */
    public Watched(
            String what,
            Supplier<SharedIndexInformer<T>> informers,
            Function<T, List<String>> keys,
            LongSupplier nanos) {
        this.what = what;
        this.informers = informers;
        this.keys = keys;
        this.nanos = nanos;
        this.lastWatching = nanos.getAsLong();
        this.informer = begun();
    }

    private SharedIndexInformer<T> begun() {
        SharedIndexInformer<T> fresh = informers
                .get()
                .removeNamespaceIndex()
                .addIndexers(Map.of(INDEX, keys))
                .exceptionHandler((started, failure) -> again(failure));
        fresh.start();
        return fresh;
    }

    private boolean again(Throwable failure) {
        refusal = Refusal.of(failure);
        return true;
    }

    /**
     * Returns only where what is known here is fresh.
     *
     * @throws ClusterException when it may be old
     */
    public void mustBeFresh() throws ClusterException {
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

    /** A watch that does not come back by itself is given up for a new one. */
    private synchronized void beginAgain() {
        if (nanos.getAsLong() - lastWatching > LOST.toNanos()) {
            lastWatching = nanos.getAsLong() - GRACE.toNanos() - 1;
            informer.stop();
            informer = begun();
        }
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
