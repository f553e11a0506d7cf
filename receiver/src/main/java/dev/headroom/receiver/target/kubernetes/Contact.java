package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.target.TargetException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether the API answers at all: one call for all services, for a watch can be silent because it is dead. */
final class Contact {
    private static final Duration FRESH = Duration.ofSeconds(4);

    private final Cluster cluster;
    private final LongSupplier nanos;
    private @Nullable ClusterException problem;
    private long askedAt;

    Contact(Cluster cluster, LongSupplier nanos) {
        this.cluster = cluster;
        this.nanos = nanos;
        this.askedAt = nanos.getAsLong() - FRESH.toNanos();
    }

    /** @throws TargetException when it did not answer lately */
    synchronized void mustAnswer() throws TargetException {
        if (nanos.getAsLong() - askedAt >= FRESH.toNanos()) {
            problem = ask();
            askedAt = nanos.getAsLong();
        }
        if (problem != null) {
            throw Failures.of(problem);
        }
    }

    private @Nullable ClusterException ask() {
        try {
            cluster.ask("tell its version", KubernetesClient::getKubernetesVersion);
            return null;
        } catch (ClusterException e) {
            return e;
        }
    }
}
