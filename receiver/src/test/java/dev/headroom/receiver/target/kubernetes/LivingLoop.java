package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.app.Announcements;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.reconcile.Ports;
import dev.headroom.receiver.reconcile.Reconciler;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.reconcile.Witness;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The whole loop over workloads of a real control plane, with a store in memory and pods whose hooks are played. */
final class LivingLoop implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(45);
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), null);

    final TestNamespace cluster;
    final PodHooks hooks = new PodHooks();
    final Store store = new InMemoryStore(LIFECYCLE);
    final KubernetesTarget target;
    private final Map<String, Rollout> latest = new ConcurrentHashMap<>();
    private final Map<String, Long> scaling = new ConcurrentHashMap<>();
    private final Reconciler reconciler;
    private final ScalingPolicy policy;

    /** @param policy of services whose workloads are of this kind */
    LivingLoop(TestNamespace cluster, Workload.Kind kind, String policy) {
        this.cluster = cluster;
        ScalingPolicy read = read(policy);
        this.policy = read;
        Map<String, Workload> workloads = read.services().keySet().stream()
                .collect(Collectors.toMap(Function.identity(), service -> new Workload(kind, cluster.name(), service)));
        Cluster api = new Cluster(cluster.accountConfig(), Duration.ofSeconds(15));
        target = new KubernetesTarget(api, workloads, OnHpa.FLOOR, Fences.OPEN, System::nanoTime);
        Timepiece clock = Timepiece.of(Clock.systemUTC(), System::nanoTime);
        reconciler = new Reconciler(
                read,
                LIFECYCLE,
                new Ports(store, target, hooks, clock, Duration.ofMinutes(1)),
                new Witness(new Witness.Terms(Duration.ofMinutes(5), Watchdog.named("Watchdog"), true), clock.moment()),
                new Outcomes() {
                    private final Announcements announced = new Announcements(target::tell, () -> ZoneOffset.UTC);

                    @Override
                    public void decided(Explanation explanation) {
                        announced.decided(explanation);
                    }

                    @Override
                    public void moved(Rollout before, Rollout after) {
                        announced.moved(before, after);
                        latest.put(after.service(), after);
                        if (after.phase() == Phase.SCALING) {
                            scaling.put(after.service(), System.nanoTime());
                        }
                    }
                });
    }

    private static ScalingPolicy read(String policy) {
        try {
            Path file = Files.createTempFile("policy", ".yml");
            try {
                return PolicyFile.read(Files.writeString(file, policy));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ServicePolicy service(String name) {
        return Objects.requireNonNull(policy.service(name));
    }

    /** How many of a service count, as it was seen last. */
    int seen(String service) {
        return reconciler
                .observation(service)
                .map(seen -> seen.counting().size())
                .orElse(-1);
    }

    int desired(String service) {
        return reconciler.observation(service).map(Observation::desired).orElse(-1);
    }

    @Nullable
    Choice choice(String service) {
        return reconciler.observation(service).map(Observation::choice).orElse(null);
    }

    /** What is told of it now. */
    String told(String service) {
        return reconciler.explanation(service).map(Explanation::toString).orElse("");
    }

    int seenReady(String service) {
        return reconciler.observation(service).map(seen -> seen.ready()).orElse(-1);
    }

    /** An alert of this trigger asks for more. */
    void fires(String service, String trigger) {
        Instant now = Instant.now();
        Alert alert = new Alert(
                new Fingerprint("0000000000000001"),
                Map.of("alertname", "High", "service", service, "trigger", trigger, "scale", "up", "priority", "P2"),
                Map.of(),
                now);
        store.receive(List.of(AlertUpdate.firing(alert)), Moment.steady(now));
    }

    /** A person's order; what comes of it at once. */
    Explanation order(String service, int replicas) {
        return reconciler.order(new ManualScale(service, replicas, "ana", "a test"));
    }

    /** Evaluates until it is so. */
    void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LONGEST + ": " + what + "; " + latest.values() + " "
                        + new Statuses(reconciler).unknown() + " " + reconciler.waitsFor("app"));
            }
            step();
        }
    }

    void step() {
        reconciler.evaluate();
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void untilKnown(String service, int ready) {
        until(
                service + " has " + ready + " ready",
                () -> reconciler
                        .observation(service)
                        .filter(seen -> seen.ready() == ready && seen.desired() == ready)
                        .isPresent());
    }

    /** Carries the service's rollout on to its end. */
    Rollout ended(String service) {
        until("the rollout ends", () -> !reconciler.rollouts().containsKey(service));
        return latest.get(service);
    }

    void untilIn(String service, Phase phase) {
        until(
                "it is in " + phase,
                () -> Optional.ofNullable(reconciler.rollouts().get(service))
                        .filter(rollout -> rollout.phase() == phase)
                        .isPresent());
    }

    /** When the service's count was about to be set last, in nanoseconds. */
    long scaling(String service) {
        return scaling.getOrDefault(service, 0L);
    }

    Optional<String> waitsFor(String service) {
        return reconciler.waitsFor(service);
    }

    /** Of the service's action that ended last. */
    Action.Result result(String service) {
        return latest.get(service).phase().result();
    }

    /** Names of the pods that are there and are not told to end. */
    Set<String> pods(String app) {
        return living(app).stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
    }

    List<Pod> living(String app) {
        return cluster.pods(app).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** Pods that have the mark of those that shall stop. */
    List<String> marked(String app) {
        return living(app).stream()
                .filter(pod -> pod.getMetadata().getAnnotations() != null
                        && pod.getMetadata().getAnnotations().containsKey("controller.kubernetes.io/pod-deletion-cost"))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    @Override
    public void close() {
        reconciler.close();
        target.close();
        cluster.close();
    }
}
