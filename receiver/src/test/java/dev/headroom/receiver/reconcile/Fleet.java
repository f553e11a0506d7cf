package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Replicas of every service, which drain when they are asked to; each change of a count is written down. */
final class Fleet implements ScalingTarget, Hooks {

    /** A count that was set. */
    record Change(Instant at, String service, int from, int to) {}

    final List<Change> changes = new ArrayList<>();
    final Set<String> drained = new HashSet<>();
    final Set<String> busy = new HashSet<>();
    final Set<String> sick = new HashSet<>();

    /** Replicas that have ended by themselves, by name; they are still there. */
    final Set<String> lost = new HashSet<>();

    /** Services whose replicas end as soon as they are started. */
    final Set<String> frail = new HashSet<>();
    private final Map<String, TreeMap<Integer, String>> replicas = new HashMap<>();
    private int made;
    boolean drains = true;
    boolean deaf;
    String failure = "";
    String scaleFailure = "";
    Instant now = Instant.EPOCH;

    /** Somebody sets the count: what has ended goes, too. */
    void set(String service, int count) {
        TreeMap<Integer, String> those = replicas.computeIfAbsent(service, name -> new TreeMap<>());
        those.values().removeIf(lost::remove);
        while (those.size() > count) {
            drained.remove(those.pollLastEntry().getValue());
        }
        start(service, count);
    }

    /** What has ended is started before what is new. */
    private void start(String service, int count) {
        TreeMap<Integer, String> those = replicas.get(service);
        for (String ended : List.copyOf(those.values())) {
            if (count(service) < count && lost.remove(ended)) {
                started(service, ended);
            }
        }
        for (int number = 1; count(service) + ended(service) < count; number++) {
            if (!those.containsKey(number)) {
                those.put(number, service + "-" + ++made);
                started(service, those.get(number));
            }
        }
    }

    private void started(String service, String name) {
        if (frail.contains(service)) {
            lost.add(name);
        }
    }

    /** One of them, the last, ends by itself. */
    void lose(String service) {
        replicas.get(service).descendingMap().values().stream()
                .filter(name -> !lost.contains(name))
                .findFirst()
                .ifPresent(lost::add);
    }

    /** Those that have not ended. */
    int count(String service) {
        return replicas.getOrDefault(service, new TreeMap<>()).size() - ended(service);
    }

    private int ended(String service) {
        return (int) replicas.getOrDefault(service, new TreeMap<>()).values().stream()
                .filter(lost::contains)
                .count();
    }

    List<Change> changesOf(String service) {
        return changes.stream()
                .filter(change -> change.service().equals(service))
                .toList();
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        fail(failure);
        List<Replica> seen = new ArrayList<>();
        replicas.get(service.name())
                .forEach((number, name) -> seen.add(new Replica(
                        name,
                        number,
                        state(service.name(), name),
                        Instant.EPOCH,
                        "",
                        "")));
        return new Observation(count(service.name()), seen);
    }

    private ReplicaState state(String service, String name) {
        if (lost.contains(name)) {
            return ReplicaState.LOST;
        }
        return sick.contains(service) ? ReplicaState.STARTING : ReplicaState.READY;
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int count, Set<String> kept) throws TargetException {
        fail(scaleFailure);
        TreeMap<Integer, String> those = replicas.get(service.name());
        int before = count(service.name());
        those.entrySet().stream()
                .filter(entry -> !lost.contains(entry.getValue()))
                .sorted(Comparator.comparing((Map.Entry<Integer, String> entry) -> kept.contains(entry.getValue()))
                        .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .limit(Math.max(0, before - count))
                .toList()
                .forEach(victim -> {
                    those.remove(victim.getKey());
                    drained.remove(victim.getValue());
                });
        if (count(service.name()) >= count) {
            those.values().removeIf(lost::remove);
        }
        start(service.name(), count);
        if (before != count) {
            changes.add(new Change(now, service.name(), before, count));
        }
        return List.of();
    }

    private static void fail(String why) throws TargetException {
        if (!why.isEmpty()) {
            throw new TargetException(why);
        }
    }

    @Override
    public boolean has(String service, Hook hook) {
        return drains && (hook == Hook.DRAIN || hook == Hook.ROUTE || hook == Hook.ACTIVE_TASKS);
    }

    @Override
    public int activeTasks(String service, Replica replica) {
        return busy.contains(service) ? 1 : 0;
    }

    @Override
    public void call(String service, Hook hook, Replica replica) throws HookException {
        if (deaf) {
            throw new HookException("no answer");
        }
        if (hook == Hook.DRAIN) {
            drained.add(replica.name());
        } else {
            drained.remove(replica.name());
        }
    }

    @Override
    public void close() {}
}
