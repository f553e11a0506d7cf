package dev.headroom.receiver.leader.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.ElectionContractTest;
import dev.headroom.receiver.leader.Lease;
import dev.headroom.receiver.leader.PlayedTerms;
import dev.headroom.receiver.leader.TermCount;
import dev.headroom.receiver.store.redis.ClassRedis;
import dev.headroom.receiver.store.redis.RedisTerms;
import dev.headroom.receiver.time.Timepiece;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The election by a Lease of a real API server, with the rights of the shipped Role, whose terms a real Redis counts. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#withRedis", disabledReason = Programs.MISSING)
class KubernetesElectionIT extends ElectionContractTest {
    private static final Timepiece CLOCK = Timepiece.of(InstantSource.system(), System::nanoTime);
    private static final Candidate US = new Candidate("pod-1", "http://10.0.0.5:9095");

    @RegisterExtension
    static final ClassRedis REDIS = new ClassRedis();

    private final TestNamespace cluster = TestNamespace.fresh();
    private final Config account = cluster.accountConfig();

    @AfterEach
    void away() {
        cluster.close();
    }

    @Override
    protected int port() {
        return ControlPlane.running().port();
    }

    @Override
    protected Lease lease(Candidate candidate, int port, Timepiece clock) {
        return lease(candidate, port, new RedisTerms(REDIS.server().address()), clock);
    }

    private KubernetesLease lease(Candidate candidate, int port, TermCount terms, Timepiece clock) {
        Config way = new ConfigBuilder(account)
                .withMasterUrl("https://127.0.0.1:" + port)
                .build();
        Cluster connection = new Cluster(way, Duration.ofSeconds(5));
        return new KubernetesLease(
                new KubernetesLease.Place(connection, cluster.name(), "headroom"), candidate, terms, LENGTH, clock);
    }

    private KubernetesLease lease(TermCount terms) {
        return lease(US, port(), terms, CLOCK);
    }

    private Resource<io.fabric8.kubernetes.api.model.coordination.v1.Lease> object() {
        return cluster.admin().leases().inNamespace(cluster.name()).withName("headroom");
    }

    private LeaseSpec spec() {
        return object().require().getSpec();
    }

    @Override
    protected void delete() {
        object().delete();
    }

    @Test
    void theHolderIsTheCandidatesNameAndItsTakingsAreCounted() throws Exception {
        try (KubernetesLease lease = lease(new PlayedTerms())) {
            assertThat(lease.ask(true)).isEqualTo(new Lease.Standing(1, "pod-1 at http://10.0.0.5:9095"));
            LeaseSpec taken = spec();
            assertThat(taken.getHolderIdentity()).isEqualTo("pod-1");
            assertThat(taken.getLeaseTransitions()).isEqualTo(1);
            assertThat(taken.getLeaseDurationSeconds()).isEqualTo((int) LENGTH.toSeconds());
            assertThat(lease.ask(false).term()).isEqualTo(1);
            assertThat(spec().getAcquireTime()).isEqualTo(taken.getAcquireTime());
            assertThat(spec().getRenewTime()).isAfter(taken.getRenewTime());
            lease.release();
            assertThat(spec().getHolderIdentity()).isEmpty();
            assertThat(lease.ask(true).term()).isEqualTo(2);
            assertThat(spec().getLeaseTransitions()).isEqualTo(2);
        }
    }

    @Test
    void theWordsOfAHolderBeforeAreNotThoseOfThisOne() throws Exception {
        try (KubernetesLease lease = lease(new PlayedTerms())) {
            lease.ask(true);
            object().edit(held -> {
                held.getSpec().setHolderIdentity("pod-of-the-former-release");
                return held;
            });
            assertThat(lease.ask(false)).isEqualTo(new Lease.Standing(0, "pod-of-the-former-release"));
        }
    }

    /** It took the Lease and was paused before its term began; another one has led since. */
    @Test
    void whoseTermCannotBeginGivesTheLeaseBack() throws Exception {
        PlayedTerms count = new PlayedTerms();
        count.raisedBefore = true;
        try (KubernetesLease lease = lease(count)) {
            assertThat(lease.ask(true)).isEqualTo(Lease.Standing.FREE);
            assertThat(spec().getHolderIdentity()).isEmpty();
            assertThat(lease.ask(true).term()).isEqualTo(2);
        }
    }

    @Test
    void whoseTermIsOverDoesNotRenewTheLease() throws Exception {
        PlayedTerms count = new PlayedTerms();
        try (KubernetesLease lease = lease(count)) {
            assertThat(lease.ask(true).term()).isEqualTo(1);
            count.raise(1);
            assertThat(lease.ask(false).term()).isZero();
        }
    }

    @Test
    void withoutTheStoreNobodyTakesTheLeaseAndNobodyKeepsIt() throws Exception {
        PlayedTerms count = new PlayedTerms();
        try (KubernetesLease lease = lease(count)) {
            count.away = true;
            assertThatThrownBy(() -> lease.ask(true)).hasMessage("the store is away");
            assertThat(object().get()).isNull();
            count.away = false;
            lease.ask(true);
            LeaseSpec taken = spec();
            count.away = true;
            assertThatThrownBy(() -> lease.ask(false)).hasMessage("the store is away");
            assertThat(spec()).isEqualTo(taken);
        }
    }
}
