package dev.headroom.receiver.app;

import dev.headroom.receiver.config.GpuSpec;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.gpu.kubernetes.ClusterGpus;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.hook.simulated.SimulatedHooks;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.Refusal;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.kubernetes.KubernetesLease;
import dev.headroom.receiver.metrics.Metrics;
import dev.headroom.receiver.notify.Notices;
import dev.headroom.receiver.notify.WebhookPost;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.reconcile.SleepMemory;
import dev.headroom.receiver.reconcile.WakeMemory;
import dev.headroom.receiver.standby.SleepingServers;
import dev.headroom.receiver.standby.StandbyHooks;
import dev.headroom.receiver.standby.StandbyTarget;
import dev.headroom.receiver.standby.http.HttpSleepingServers;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.compose.ComposeTarget;
import dev.headroom.receiver.target.docker.Daemon;
import dev.headroom.receiver.target.kubernetes.KubernetesTarget;
import dev.headroom.receiver.target.kubernetes.NamespaceMemory;
import dev.headroom.receiver.target.simulated.SimulatedTarget;
import dev.headroom.receiver.target.swarm.SwarmTarget;
import dev.headroom.receiver.web.Relay;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Chooses the adapters that the configuration names. */
final class Adapters {

    private Adapters() {}

    /** The way to another receiver that leads. */
    static Relay relay(Store store) {
        return new Relay(() -> store.leads() ? Optional.empty() : Candidate.address(store.leader()));
    }

    /** What the cluster must allow; empty where there is none. */
    static Optional<RightsCheck> rights(HeadroomConfig config, ScalingTarget target) {
        HeadroomConfig.Lease lease = config.lease();
        if (!(target instanceof KubernetesTarget) && !countsGpus(config) && lease == null) {
            return Optional.empty();
        }
        Cluster cluster = cluster();
        List<Right> standing = standing(config, cluster);
        return Optional.of(new RightsCheck(cluster, () -> rights(target, standing), missing -> {
            if (target instanceof KubernetesTarget kubernetes) {
                kubernetes.lacks(missing);
            }
        }));
    }

    /** What the receiver must be allowed whatever it scales: to lead, and to count GPUs. */
    static List<Right> standing(HeadroomConfig config, Cluster cluster) {
        List<Right> standing = new ArrayList<>(countsGpus(config) ? ClusterGpus.rights() : List.of());
        HeadroomConfig.Lease lease = config.lease();
        if (lease != null) {
            standing.addAll(KubernetesLease.rights(cluster.or(lease.namespace()), lease.name()));
        }
        return standing;
    }

    private static boolean countsGpus(HeadroomConfig config) {
        return config.gpu().count() == GpuSpec.Count.KUBERNETES;
    }

    /** Tells people of what was done; nobody where that is not asked for. */
    static Optional<Notices> notices(HeadroomConfig config, Store store, Notices.World world) {
        return Optional.ofNullable(config.notices())
                .map(told ->
                        new Notices(store, world, told.terms(), new WebhookPost(told.address(), WebhookPost.calls())));
    }

    /** Told on the workloads of a cluster; nowhere else. */
    static Outcomes announcements(ScalingTarget target, Supplier<ZoneId> zone) {
        return target instanceof KubernetesTarget kubernetes
                ? new Announcements(kubernetes::tell, zone)
                : new Outcomes() {};
    }

    private static List<Right> rights(ScalingTarget target, List<Right> standing) {
        List<Right> all =
                new ArrayList<>(target instanceof KubernetesTarget kubernetes ? kubernetes.rights() : List.of());
        all.addAll(standing);
        return all;
    }

    /** What is scaled, and who is asked and told of it. */
    record World(ScalingTarget target, Hooks hooks) {}

    /** @param metrics count who is woken */
    static World world(Setup setup, Store store, Metrics metrics) {
        SleepingServers servers = sleepingServers(setup.config());
        return new World(target(setup, store, servers, metrics), hooks(setup.config(), servers));
    }

    private static ScalingTarget target(Setup setup, Store store, SleepingServers servers, Metrics metrics) {
        TargetSpec spec = setup.config().target();
        Fence fence = new Fence(store::leads, store.election()::term);
        if (spec instanceof TargetSpec.Simulated simulated) {
            return new SimulatedTarget(simulated.startTime(), setup.clock(), new Notes(store, "simulated:"), fence);
        }
        if (spec instanceof TargetSpec.Advice) {
            return SimulatedTarget.advice(setup.clock(), new Notes(store, "advice:"), fence);
        }
        if (spec instanceof TargetSpec.Kubernetes kubernetes) {
            KubernetesTarget target = new KubernetesTarget(
                    cluster(), Workloads.of(setup.policy(), kubernetes), kubernetes.onHpa(), fence, System::nanoTime);
            target.remember(new Namespaces(store));
            return target;
        }
        ScalingTarget target = docker(() -> spec instanceof TargetSpec.Swarm swarm
                ? new SwarmTarget(swarm.stack(), null, fence, System::nanoTime)
                : new ComposeTarget(((TargetSpec.Compose) spec).project(), null, fence));
        return servers == SleepingServers.NONE
                ? target
                : new StandbyTarget(
                        target,
                        servers,
                        fence,
                        new SleepMemory(store),
                        metrics.wakes(new WakeMemory(store)),
                        System::nanoTime,
                        Daemon.workers());
    }

    /** Those on Docker Compose that can sleep. */
    private static SleepingServers sleepingServers(HeadroomConfig config) {
        return config.target() instanceof TargetSpec.Compose
                        && !config.standby().isEmpty()
                ? new HttpSleepingServers(config.standby(), InstantSource.system())
                : SleepingServers.NONE;
    }

    static Cluster cluster() {
        try {
            return Cluster.here();
        } catch (RuntimeException e) {
            throw new StartException("the Kubernetes cluster cannot be used: "
                    + Refusal.of(e).said() + "; check KUBECONFIG, or the ServiceAccount of this pod");
        }
    }

    /** Simulated replicas answer for themselves, and there are none behind an advice; those of other targets by the hooks that are configured. */
    private static Hooks hooks(HeadroomConfig config, SleepingServers servers) {
        boolean simulated = config.target() instanceof TargetSpec.Simulated
                && config.hooks().isEmpty();
        if (simulated || config.target() instanceof TargetSpec.Advice) {
            return new SimulatedHooks();
        }
        Hooks hooks = new HttpHooks(config.hooks(), config.prometheus());
        return servers == SleepingServers.NONE ? hooks : new StandbyHooks(hooks, servers);
    }

    /** The Docker client knows an address that it cannot use only when it is made, and says so in its own way. */
    private static ScalingTarget docker(Supplier<ScalingTarget> target) {
        try {
            return target.get();
        } catch (RuntimeException e) {
            throw new StartException("the Docker target cannot be used: " + e.getMessage()
                    + "; check DOCKER_HOST (like unix:///var/run/docker.sock or tcp://127.0.0.1:2375), the Docker context"
                    + " and target.project");
        }
    }

    /** Where floors of autoscalers may be raised, in the store: a namespace may leave the configuration. */
    private record Namespaces(Store store) implements NamespaceMemory {
        private static final String NOTE = "kubernetes:namespaces";

        @Override
        public Set<String> load() {
            return store.note(NOTE).stream()
                    .flatMap(names -> Arrays.stream(names.split(" ")))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toSet());
        }

        @Override
        public void save(Set<String> namespaces) {
            store.note(NOTE, String.join(" ", new TreeSet<>(namespaces)));
        }
    }

    /** The memory of simulated replicas, and of advice, in the store; the leader's alone, as its replicas are. */
    private record Notes(Store store, String prefix) implements SimulatedTarget.Memory {
        @Override
        public Optional<String> load(String service) {
            return store.note(prefix + service);
        }

        @Override
        public void save(String service, String value) {
            if (store.leads()) {
                store.note(prefix + service, value);
            }
        }
    }
}
