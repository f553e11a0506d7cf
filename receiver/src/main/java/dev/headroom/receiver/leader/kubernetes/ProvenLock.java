package dev.headroom.receiver.leader.kubernetes;

import dev.headroom.receiver.kubernetes.Refusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock that remembers since when its last renewal counts: from before it was asked for. What goes wrong is told once,
 * and is never fatal to the elector, whatever it is.
 */
final class ProvenLock implements Lock {
    private static final Logger LOG = LoggerFactory.getLogger(ProvenLock.class);
    private static final int CONFLICT = 409;

    private final Lock lock;
    private final LongSupplier nanos;
    private volatile long provenAt;
    private volatile String problem = "";

    ProvenLock(Lock lock, LongSupplier nanos) {
        this.lock = lock;
        this.nanos = nanos;
    }

    boolean provenSince(long then) {
        return provenAt - then > 0;
    }

    @Override
    public LeaderElectionRecord get(KubernetesClient client) {
        try {
            return lock.get(client);
        } catch (RuntimeException e) {
            throw told(e);
        }
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord wanted) {
        prove(wanted, () -> lock.create(client, wanted));
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord wanted) {
        prove(wanted, () -> lock.update(client, wanted));
    }

    private void prove(LeaderElectionRecord wanted, Runnable write) {
        long asked = nanos.getAsLong();
        try {
            write.run();
        } catch (RuntimeException e) {
            throw told(e);
        }
        problem = "";
        if (identity().equals(wanted.getHolderIdentity())) {
            provenAt = asked;
        }
    }

    private KubernetesClientException told(RuntimeException e) {
        Refusal refusal = Refusal.of(e);
        String words = refusal.inWords();
        if (refusal.status() != CONFLICT && !words.equals(problem)) {
            LOG.warn("{} cannot be asked for: {}", describe(), words);
            problem = words;
        }
        return e instanceof KubernetesClientException known ? known : new KubernetesClientException(words, e);
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return lock.describe();
    }
}
