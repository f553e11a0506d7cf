package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.StoreSpec;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.leader.Lease;
import dev.headroom.receiver.leader.LeaseElection;
import dev.headroom.receiver.leader.LeaseElection.Pace;
import dev.headroom.receiver.leader.kubernetes.KubernetesLease;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.redis.RedisAddress;
import dev.headroom.receiver.store.redis.RedisLease;
import dev.headroom.receiver.store.redis.RedisStore;
import dev.headroom.receiver.store.redis.RedisTerms;
import dev.headroom.receiver.store.sqlite.SqliteStore;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.Objects;

/** Opens the store that the configuration names, and who writes to it is elected there. */
final class Stores {

    private Stores() {}

    static Store store(HeadroomConfig config, AlertLifecycle lifecycle, Timepiece clock) {
        if (config.store() instanceof StoreSpec.Sqlite sqlite) {
            return SqliteStore.open(sqlite.path(), lifecycle, clock.moment());
        }
        RedisAddress address = address((StoreSpec.Redis) config.store());
        RedisStore.check(address); // nobody stands who could not lead
        return RedisStore.open(address, lifecycle, election(config, address, clock), clock);
    }

    /** Throws what {@link #store} would, where its server is the reason. */
    static void checkStore(HeadroomConfig config) {
        if (config.store() instanceof StoreSpec.Redis redis) {
            RedisStore.check(address(redis));
        }
    }

    private static RedisAddress address(StoreSpec.Redis redis) {
        return new RedisAddress(redis.server(), redis.prefix(), redis.durable());
    }

    private static Election election(HeadroomConfig config, RedisAddress address, Timepiece clock) {
        return LeaseElection.of(lease(config, address, clock), Pace.USUAL, clock);
    }

    /** One of the cluster where that is named, and else one in Redis; either way Redis counts the terms. */
    private static Lease lease(HeadroomConfig config, RedisAddress address, Timepiece clock) {
        HeadroomConfig.Lease named = config.lease();
        Candidate candidate = candidate(config.listen());
        Duration length = Pace.USUAL.length();
        if (named == null) {
            return new RedisLease(address, candidate, length);
        }
        Cluster cluster = Adapters.cluster();
        KubernetesLease.Place place = new KubernetesLease.Place(cluster, cluster.or(named.namespace()), named.name());
        return new KubernetesLease(place, candidate, new RedisTerms(address), length, clock);
    }

    /** In a cluster it is called as its pod. */
    private static Candidate candidate(HeadroomConfig.Listen listen) {
        String address = Objects.toString(listen.advertise(), "");
        String pod = System.getenv(System.getenv("POD_NAME") == null ? "HOSTNAME" : "POD_NAME");
        boolean inside = System.getenv("POD_NAME") != null || System.getenv("KUBERNETES_SERVICE_HOST") != null;
        return inside && pod != null ? new Candidate(pod, address) : Candidate.process(address);
    }
}
