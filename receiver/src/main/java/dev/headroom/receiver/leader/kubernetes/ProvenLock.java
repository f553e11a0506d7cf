package dev.headroom.receiver.leader.kubernetes;

import dev.headroom.receiver.kubernetes.Refusal;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
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
    private final Timepiece clock;
    private volatile @Nullable Moment proven;
    private volatile String problem = "";

    ProvenLock(Lock lock, Timepiece clock) {
        this.lock = lock;
        this.clock = clock;
    }

    /** Whether it is so short a time since the last renewal, by whichever clock went on further. */
    boolean provenWithin(Duration time) {
        Moment last = proven;
        return last != null && clock.moment().longestSince(last).compareTo(time) < 0;
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
        Moment asked = clock.moment();
        try {
            write.run();
        } catch (RuntimeException e) {
            throw told(e);
        }
        problem = "";
        if (identity().equals(wanted.getHolderIdentity())) {
            proven = asked;
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
