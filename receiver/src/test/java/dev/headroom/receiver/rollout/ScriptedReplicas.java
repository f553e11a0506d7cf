package dev.headroom.receiver.rollout;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Most;
import dev.headroom.receiver.target.Observation.Platform;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Replicas by number, and their hooks; what they are told goes to the log. */
final class ScriptedReplicas implements ScalingTarget, Hooks {
    private final Instant since;
    private final List<String> log;
    final Map<Integer, ReplicaState> replicas = new TreeMap<>();
    final Map<String, Integer> tasks = new HashMap<>();
    final Map<String, String> refuses = new HashMap<>();
    private final Set<Hook> hooks = EnumSet.noneOf(Hook.class);
    private ReplicaState fresh = ReplicaState.READY;
    String failure = "";
    String scaleFailure = "";
    TargetException.Kind kind = TargetException.Kind.LATER;
    /** Thrown by the target, of a kind that it does not declare. */
    Throwable fault;

    String remark = "";

    /** Whether it stops whoever is not ready before any other. */
    boolean ranked;

    Platform platform = new Platform(false, false, "", 0, Most.NONE, "", "");
    Runnable afterScale = () -> {};
    Runnable onSave = () -> {};
    int looks;
    /** So many have ended by themselves, and belong to the count. */
    int lost;

    /** @param since when every replica was created */
    ScriptedReplicas(Instant since, List<String> log) {
        this.since = since;
        this.log = log;
    }

    /** The service that they are of. */
    static ServicePolicy service(boolean checkpoints) {
        return new ServicePolicy(
                "app",
                new ReplicaLimits(1, 8, 1, 1),
                Timings.of(Duration.ofSeconds(180), Duration.ofSeconds(120), Duration.ofSeconds(60)),
                GpuNeeds.NONE,
                new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, checkpoints),
                12,
                new ServicePolicy.Targets(0, 0),
                Map.of());
    }

    ScriptedReplicas replicas(int... numbers) {
        replicas.clear();
        for (int number : numbers) {
            replicas.put(number, ReplicaState.READY);
        }
        return this;
    }

    ScriptedReplicas hooks(Hook... those) {
        hooks.addAll(List.of(those));
        return this;
    }

    void starting() {
        fresh = ReplicaState.STARTING;
    }

    void ready(int number) {
        replicas.put(number, ReplicaState.READY);
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        looks++;
        fail(failure);
        return new Observation(
                        replicas.size() + lost,
                        replicas.entrySet().stream()
                                .map(entry -> new Replica(
                                        "app-" + entry.getKey(),
                                        entry.getKey(),
                                        entry.getValue(),
                                        since,
                                        "",
                                        "",
                                        ranked && entry.getValue() != ReplicaState.READY ? 0 : 1))
                                .toList(),
                        Choice.FREE,
                        "")
                .by(platform);
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int count, Set<String> kept) throws TargetException {
        fail(scaleFailure);
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault instanceof RuntimeException exception) {
            throw exception;
        }
        log.add("scale to " + count);
        List<Integer> victims = new ArrayList<>(replicas.keySet());
        victims.sort((a, b) -> {
            int byChoice = Boolean.compare(kept.contains("app-" + a), kept.contains("app-" + b));
            return byChoice == 0 ? b - a : byChoice;
        });
        lost = 0;
        Set<Integer> gone = new HashSet<>(victims.subList(0, Math.max(0, replicas.size() - count)));
        replicas.keySet().removeAll(gone);
        for (int number = 1; replicas.size() < count; number++) {
            replicas.putIfAbsent(number, fresh);
        }
        afterScale.run();
        return remark.isEmpty() ? List.of() : List.of(remark);
    }

    private void fail(String why) throws TargetException {
        if (!why.isEmpty()) {
            throw new TargetException(kind, why);
        }
    }

    @Override
    public boolean has(String service, Hook hook) {
        return hooks.contains(hook);
    }

    @Override
    public int activeTasks(String service, Replica replica) throws HookException {
        answer(Hook.ACTIVE_TASKS, replica);
        return tasks.getOrDefault(replica.name(), 0);
    }

    @Override
    public void call(String service, Hook hook, Replica replica) throws HookException {
        log.add(hook + " " + replica.name());
        answer(hook, replica);
    }

    private void answer(Hook hook, Replica replica) throws HookException {
        String refusal = refuses.get(hook + " " + replica.name());
        if (refusal != null) {
            throw new HookException(refusal);
        }
    }

    @Override
    public void close() {}
}
