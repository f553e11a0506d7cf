package dev.headroom.receiver.config;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.redis.RedisHost;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.notify.Notices;
import dev.headroom.receiver.standby.http.HttpSleepingServers;
import dev.headroom.receiver.target.kubernetes.OnHpa;
import dev.headroom.receiver.target.kubernetes.Workload;
import dev.headroom.settings.HostPort;
import dev.headroom.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the file {@code headroom.yml} says.
 *
 * @param policy the scaling policy's file
 * @param alertmanager null where Alertmanager is not polled
 * @param prometheus null where there is none
 * @param hooks by service
 * @param standby by service
 * @param watchdog the alert that proves that Prometheus evaluates
 * @param lease null where the store alone says who leads
 * @param notices null where nobody is told
 */
public record HeadroomConfig(
        Listen listen,
        Path policy,
        StoreSpec store,
        TargetSpec target,
        @Nullable Alertmanager alertmanager,
        @Nullable Endpoint prometheus,
        GpuSpec gpu,
        Map<String, HttpHooks.Service> hooks,
        Map<String, HttpSleepingServers.Service> standby,
        Watchdog watchdog,
        Timing timing,
        @Nullable Lease lease,
        @Nullable Notify notices) {

    /**
     * Where the receiver listens.
     *
     * @param tokenFile holds the bearer tokens, one a line; null for none
     * @param basicAuthFile holds users, {@code user:password} a line; null for none
     * @param tls null for plain HTTP
     * @param advertise base URL at which the other receivers reach this one; null where they have no way to it
     * @param hosts names under which it may be asked where it asks nobody who he is, beside those of this machine
     */
    public record Listen(
            HostPort at,
            @Nullable Path tokenFile,
            @Nullable Path basicAuthFile,
            @Nullable Tls tls,
            @Nullable URI advertise,
            Set<String> hosts) {
        public Listen {
            hosts = Set.copyOf(hosts);
        }

        /** Plain HTTP, with tokens at most. */
        public Listen(String host, int port, @Nullable Path tokenFile) {
            this(new HostPort(host, port), tokenFile, null, null, null, Set.of());
        }

        /** Whether it asks who sends a request. */
        public boolean asks() {
            return tokenFile != null || basicAuthFile != null || (tls != null && tls.clientCaFile() != null);
        }
    }

    /**
     * PEM files.
     *
     * @param clientCaFile whose clients alone may connect; null for anyone
     */
    public record Tls(Path certFile, Path keyFile, @Nullable Path clientCaFile) {}

    /** Where alerts, actions and decisions are kept. */
    public sealed interface StoreSpec {
        record Sqlite(Path path) implements StoreSpec {}

        /**
         * A Redis that several receivers may share.
         *
         * @param prefix of every key
         * @param durable whether a Redis that keeps nothing on disk is refused
         */
        record Redis(RedisHost server, String prefix, boolean durable) implements StoreSpec {}
    }

    /** What is scaled. */
    public sealed interface TargetSpec {
        /** Which one it is, as "compose fragrance-ai". */
        String inWords();

        /** Replicas in memory; {@code startTime} is how long a new one needs to be ready. */
        record Simulated(Duration startTime) implements TargetSpec {
            @Override
            public String inWords() {
                return "simulated";
            }
        }

        /** Nothing: what should be is decided and told, and somebody else follows it. */
        record Advice() implements TargetSpec {
            @Override
            public String inWords() {
                return "advice";
            }
        }

        /** Containers of the docker-compose project. */
        record Compose(String project) implements TargetSpec {
            @Override
            public String inWords() {
                return "compose " + project;
            }
        }

        /** Services of a Docker Swarm; {@code stack} is empty where they stand alone. */
        record Swarm(String stack) implements TargetSpec {
            @Override
            public String inWords() {
                return "swarm " + stack;
            }
        }

        /**
         * Deployments and StatefulSets of a Kubernetes cluster.
         *
         * @param namespace of all that {@code workloads} does not name
         * @param workloads by service, where it is not the Deployment of the service's own name
         */
        record Kubernetes(String namespace, OnHpa onHpa, Map<String, Workload> workloads) implements TargetSpec {
            public Kubernetes {
                workloads = Map.copyOf(workloads);
            }

            @Override
            public String inWords() {
                return "kubernetes " + namespace;
            }

            /** What runs the service. */
            public Workload workload(String service) {
                return workloads.getOrDefault(service, new Workload(Workload.Kind.DEPLOYMENT, namespace, service));
            }
        }
    }

    /**
     * A Lease of the Kubernetes cluster that the receiver runs in: who holds it may lead.
     *
     * @param namespace empty for the receiver's own
     */
    public record Lease(String namespace, String name) {}

    /**
     * Who is told of actions.
     *
     * @param address holds the URL of the webhook
     */
    public record Notify(Secret address, Notices.Terms terms) {}

    /**
     * Alertmanager's own API.
     *
     * @param receiver the name in {@code alertmanager.yml} of the receiver that this is
     */
    public record Alertmanager(Endpoint server, String receiver, Duration pollInterval) {}

    /**
     * The receiver's own periods.
     *
     * @param evaluateEvery between two evaluations without an alert
     * @param alertTtl after which an alert that nobody repeated no longer fires
     * @param blindAfter without any sign of life from the alerting pipeline
     * @param history for which decisions and ended actions are kept; no less than guards look back, a day
     */
    public record Timing(Duration evaluateEvery, Duration alertTtl, Duration blindAfter, Duration history) {}
}
