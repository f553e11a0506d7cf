package dev.headroom.receiver.leader.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.time.Timepiece;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for the Lease again and again. Whoever holds it is elected for as long as it could renew it lately, by whichever
 * clock went on further: who was paused, slept with its machine, or is cut off from the API, knows by itself that another
 * one may be elected.
 */
public final class LeaseElection implements Election {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);
    private static final Duration GOODBYE = Duration.ofSeconds(15);

    /**
     * How long, and how often.
     *
     * @param length of the Lease, after which another one may take it
     * @param deadline for which it counts here without being renewed; shorter
     * @param retry between two renewals, and between two attempts to take it
     */
    public record Terms(Duration length, Duration deadline, Duration retry) {
        public static final Terms USUAL =
                new Terms(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    private final Cluster cluster;
    private final Terms terms;
    private final Candidate candidate;
    private final ProvenLock lock;
    private final Thread thread = new Thread(this::run, "election");
    private volatile boolean holds;
    private volatile boolean closed;
    private volatile Duration pause;

    /**
     * Stands from now on.
     *
     * @param cluster closed with the election
     * @param lock the Lease, under the candidate's name
     */
    public LeaseElection(Cluster cluster, LeaseLock lock, Candidate candidate, Terms terms, Timepiece clock) {
        this.cluster = cluster;
        this.candidate = candidate;
        this.terms = terms;
        this.lock = new ProvenLock(lock, clock);
        this.pause = terms.retry();
        thread.setDaemon(true);
        thread.start();
    }

    /** For the Lease of this name; {@code namespace} is empty for the receiver's own. */
    public static LeaseElection of(
            Cluster cluster, String namespace, String name, Candidate candidate, Timepiece clock) {
        LeaseLock lock = new LeaseLock(cluster.or(namespace), name, candidate.name());
        return new LeaseElection(cluster, lock, candidate, Terms.USUAL, clock);
    }

    /** What it takes to stand for the Lease of this name. */
    public static List<Right> rights(String namespace, String name) {
        return Stream.concat(
                        Right.of("coordination.k8s.io", "leases", List.of("create"), namespace).stream(),
                        Right.named("coordination.k8s.io", "leases", List.of("get", "patch"), namespace, name).stream())
                .toList();
    }

    @Override
    public Candidate candidate() {
        return candidate;
    }

    @Override
    public boolean elected() {
        return holds && lock.provenWithin(terms.deadline());
    }

    private void run() {
        while (!closed) {
            pause = terms.retry();
            try {
                stand();
            } catch (RuntimeException | Error e) {
                LOG.error("standing for the Lease failed; it is tried again", e);
            } finally {
                holds = false;
            }
            sleep();
        }
    }

    /** Until the Lease was held and is lost, or given back. */
    private void stand() {
        CompletableFuture<?> term =
                cluster.client().leaderElector().withConfig(config()).build().start();
        try {
            term.get();
        } catch (InterruptedException e) {
            term.cancel(true); // which gives the Lease back
        } catch (ExecutionException | CancellationException e) {
            LOG.warn("the Lease could not be held: {}", e.getMessage());
        }
    }

    private void sleep() {
        try {
            if (!closed) {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("woken up"); // closed, or told again to resign
        }
    }

    private LeaderElectionConfig config() {
        return new LeaderElectionConfigBuilder()
                .withName(lock.describe())
                .withLock(lock)
                .withLeaseDuration(terms.length())
                .withRenewDeadline(terms.deadline())
                .withRetryPeriod(terms.retry())
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(this::won, this::lost, holder -> {}))
                .build();
    }

    private void won() {
        holds = true;
        LOG.info("this receiver holds {}", lock.describe());
    }

    private void lost() {
        holds = false;
        LOG.info("this receiver no longer holds {}", lock.describe());
    }

    @Override
    public void resign() {
        if (holds) {
            LOG.warn("this receiver gives {} back for another one", lock.describe());
            holds = false;
            pause = terms.length();
            thread.interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(GOODBYE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cluster.close();
        }
    }
}
