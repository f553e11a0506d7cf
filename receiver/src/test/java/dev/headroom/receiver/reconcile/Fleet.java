package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fence;
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
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Replicas of every service, which drain when they are asked to; each change of a count is written down. A process reaches
 * them by a hand of its own, one effect after the other, and may be paused at any of them.
 */
final class Fleet {

    /** A count that was set, for an action. */
    record Change(Instant at, String service, int from, int to, Action action) {}

    /** A replica, and the term of the process that started it; 0 where somebody else did. */
    private record Made(String name, long term) {}

    final List<Change> changes = new ArrayList<>();
    final Set<String> drained = new HashSet<>();
    final Set<String> busy = new HashSet<>();
    final Set<String> sick = new HashSet<>();

    /** Replicas that have ended by themselves, by name; they are still there. */
    final Set<String> lost = new HashSet<>();

    /** Services whose replicas end as soon as they are started. */
    final Set<String> frail = new HashSet<>();

    private final Map<String, TreeMap<Integer, Made>> replicas = new HashMap<>();
    private int made;
    boolean drains = true;
    boolean deaf;
    String failure = "";
    String scaleFailure = "";

    /** What stands against further replicas. */
    String obstacle = "";

    Observation.Least least = new Observation.Least(0, "");

    Instant now = Instant.EPOCH;
    Function<String, Action> inFlight = service -> null;

    /** After so many effects the process that has one is paused, and this happens meanwhile. */
    private int effectsToPause = -1;

    private boolean pausedInTheCall;
    private Runnable meanwhile = () -> {};

    /** Effects that landed after the term was over in which they had begun. */
    int landed;

    int pauses;

    /** The process that has the next effects is paused at one of them: before it asks whether it leads, or in the call. */
    void pause(int effects, boolean inTheCall, Runnable then) {
        effectsToPause = effects;
        pausedInTheCall = inTheCall;
        meanwhile = then;
    }

    /** Somebody sets the count: what has ended goes, too. */
    void set(String service, int count) {
        TreeMap<Integer, Made> those = replicas.computeIfAbsent(service, name -> new TreeMap<>());
        those.values().removeIf(replica -> lost.remove(replica.name()));
        while (those.size() > count) {
            drained.remove(those.pollLastEntry().getValue().name());
        }
        while (those.size() < count) {
            start(service, 0);
        }
    }

    private void start(String service, long term) {
        TreeMap<Integer, Made> those = replicas.get(service);
        int number = 1;
        while (those.containsKey(number)) {
            number++;
        }
        Made replica = new Made(service + "-" + ++made, term);
        those.put(number, replica);
        started(service, replica);
    }

    private void started(String service, Made replica) {
        if (frail.contains(service)) {
            lost.add(replica.name());
        }
    }

    /** One of them, the last, ends by itself, and forgets what it was told. */
    void lose(String service) {
        replicas.get(service).descendingMap().values().stream()
                .map(Made::name)
                .filter(name -> !lost.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    lost.add(name);
                    drained.remove(name);
                });
    }

    /** Those that have not ended. */
    int count(String service) {
        return (int) replicas.getOrDefault(service, new TreeMap<>()).values().stream()
                .filter(replica -> !lost.contains(replica.name()))
                .count();
    }

    int ended(String service) {
        return replicas.get(service).size() - count(service);
    }

    List<Change> changesOf(String service) {
        return changes.stream()
                .filter(change -> change.service().equals(service))
                .toList();
    }

    Hand hand(Fence fence) {
        return new Hand(fence);
    }

    /** What one process sees and does. */
    final class Hand implements ScalingTarget, Hooks {
        private final Fence fence;

        /** What was there when this process looked first. */
        private final Map<String, Set<String>> found = new HashMap<>();

        private Hand(Fence fence) {
            this.fence = fence;
        }

        @Override
        public Observation observe(ServicePolicy service) throws TargetException {
            fail(failure);
            TreeMap<Integer, Made> those = replicas.get(service.name());
            found.computeIfAbsent(
                    service.name(),
                    first -> new HashSet<>(
                            those.values().stream().map(Made::name).toList()));
            List<Replica> seen = new ArrayList<>();
            those.forEach((number, replica) -> seen.add(
                    new Replica(replica.name(), number, state(service.name(), replica), Instant.EPOCH, "", "")));
            int counting = (int)
                    seen.stream().filter(replica -> replica.state().counts()).count();
            return new Observation(counting, seen, Choice.FREE, "", obstacle, least);
        }

        private ReplicaState state(String service, Made replica) {
            if (strays(service).test(replica)) {
                return ReplicaState.STRAY;
            }
            if (lost.contains(replica.name())) {
                return ReplicaState.LOST;
            }
            return sick.contains(service) ? ReplicaState.STARTING : ReplicaState.READY;
        }

        /** How many are there that a process whose term was over has started. */
        long astray(String service) {
            return replicas.get(service).values().stream()
                    .filter(strays(service))
                    .count();
        }

        private Predicate<Made> strays(String service) {
            return replica -> replica.term() != 0
                    && replica.term() < fence.term().getAsLong()
                    && found.containsKey(service)
                    && !found.get(service).contains(replica.name());
        }

        @Override
        public void removeStrays(ServicePolicy service) {
            replicas.get(service.name()).values().removeIf(strays(service.name()));
        }

        @Override
        public List<String> scaleTo(ServicePolicy service, int count, Set<String> kept) throws TargetException {
            fail(scaleFailure);
            int before = counting(service);
            for (Made victim : victims(service, count, kept)) {
                effect("stop " + victim.name(), () -> {
                    replicas.get(service.name()).values().remove(victim);
                    drained.remove(victim.name());
                });
            }
            if (counting(service) >= count) {
                replicas.get(service.name()).values().removeIf(replica -> lost.remove(replica.name()));
            }
            int missing = count - counting(service);
            List<Made> ended = replicas.get(service.name()).values().stream()
                    .filter(replica -> state(service.name(), replica) == ReplicaState.LOST)
                    .limit(Math.max(0, missing))
                    .toList();
            for (Made each : ended) {
                effect("start " + each.name(), () -> startAgain(service.name(), each));
            }
            for (int more = ended.size(); more < missing; more++) {
                effect("start one", () -> start(service.name(), fence.term().getAsLong()));
            }
            if (before != count && fence.leads().getAsBoolean()) {
                changes.add(new Change(now, service.name(), before, count, inFlight.apply(service.name())));
            }
            return List.of();
        }

        private int counting(ServicePolicy service) throws TargetException {
            return observe(service).counting().size();
        }

        private List<Made> victims(ServicePolicy service, int count, Set<String> kept) throws TargetException {
            return replicas.get(service.name()).entrySet().stream()
                    .filter(entry -> state(service.name(), entry.getValue()).counts())
                    .sorted(Comparator.comparing((Map.Entry<Integer, Made> entry) ->
                                    kept.contains(entry.getValue().name()))
                            .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                    .limit(Math.max(0, counting(service) - count))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        private void startAgain(String service, Made ended) {
            lost.remove(ended.name());
            started(service, ended);
        }

        private void effect(String what, Runnable done) throws TargetException {
            pausedBefore();
            fence.mustHold(what);
            pausedIn();
            done.run();
        }

        private void pausedBefore() {
            if (effectsToPause-- == 0 && !pausedInTheCall) {
                pauseNow();
            }
        }

        private void pausedIn() {
            if (effectsToPause == -1 && pausedInTheCall) {
                pausedInTheCall = false;
                pauseNow();
                landed += fence.leads().getAsBoolean() ? 0 : 1;
            }
        }

        private void pauseNow() {
            pauses++;
            meanwhile.run();
        }

        private void fail(String why) throws TargetException {
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
}
