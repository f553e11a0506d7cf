package dev.headroom.receiver.rollout;

import static java.util.Comparator.comparing;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks and tells the replicas of one service by its hooks. */
record Replicas(Hooks hooks, String service) {

    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

    static Set<String> names(List<Replica> replicas) {
        return replicas.stream().map(Replica::name).collect(Collectors.toSet());
    }

    /**
     * Those that stay when the count becomes {@code count}: stopped is whom the platform stops first in any case, then who was
     * asked already, then who has the fewest tasks, then the highest number.
     *
     * @param kept those that stayed before, where others were asked; else none
     */
    Set<String> staying(Observation seen, int count, Set<String> kept) {
        boolean asked = seen.choice() == Choice.FREE && hooks.has(service, Hook.ACTIVE_TASKS);
        Map<String, Integer> tasks =
                asked ? seen.counting().stream().collect(Collectors.toMap(Replica::name, this::tasks)) : Map.of();
        return staying(seen, count, kept, tasks);
    }

    /** Whether those, and no others of what is there, are left when the count becomes {@code count}. */
    boolean stillStay(Set<String> kept, Observation seen, int count) {
        Set<String> there = names(seen.counting());
        there.retainAll(kept);
        return staying(seen, count, kept, Map.of()).equals(there);
    }

    /** Where the platform takes whom it likes, none is known to be stopped, so all stay. */
    private static Set<String> staying(Observation seen, int count, Set<String> kept, Map<String, Integer> tasks) {
        List<Replica> counting = seen.counting();
        return switch (seen.choice()) {
            case PLATFORM -> names(counting);
            case HIGHEST ->
                names(counting.stream()
                        .filter(replica -> replica.number() <= count)
                        .toList());
            case FREE ->
                names(counting.stream()
                        .sorted(comparing((Replica replica) -> -replica.rank())
                                .thenComparing(replica -> !kept.contains(replica.name()))
                                .thenComparing(replica -> -tasks.getOrDefault(replica.name(), 0))
                                .thenComparing(Replica::number))
                        .limit(count)
                        .toList());
        };
    }

    /** One that does not tell counts as the busiest, so that it is not stopped for its silence. */
    private int tasks(Replica replica) {
        if (!replica.state().runs()) {
            return 0;
        }
        try {
            return hooks.activeTasks(service, replica);
        } catch (HookException e) {
            LOG.warn("{}: {}", service, e.getMessage());
            return Integer.MAX_VALUE;
        }
    }

    /** A drain is complete when all have been told and, unless their tasks are asked for next, its time is over. */
    Sight drained(Observation seen, Set<String> kept) {
        Sight told = all(Hook.DRAIN, victims(seen, kept));
        boolean waits =
                !hooks.has(service, Hook.ACTIVE_TASKS) && !victims(seen, kept).isEmpty();
        return told.kind() == Sight.Kind.DONE && waits ? Sight.waits("draining") : told;
    }

    /** Whether the victims have no task left. */
    Sight finished(Observation seen, Set<String> kept) {
        List<String> busy = new ArrayList<>();
        for (Replica victim : victims(seen, kept)) {
            try {
                int tasks = hooks.activeTasks(service, victim);
                if (tasks > 0) {
                    busy.add(victim.name() + " has " + tasks + (tasks == 1 ? " active task" : " active tasks"));
                }
            } catch (HookException e) {
                return Sight.failed(String.valueOf(e.getMessage()));
            }
        }
        return busy.isEmpty() ? Sight.done() : Sight.waits(String.join(", ", busy));
    }

    /** Whether all new replicas are ready and, as they say themselves, loaded; else the whole warm-up is waited for. */
    Sight loaded(Observation seen, Set<String> kept) {
        if (!hooks.has(service, Hook.LOADED)) {
            return Sight.waits("warming up");
        }
        return others(seen, kept).stream()
                .filter(replica -> !replica.ready())
                .findFirst()
                .map(replica -> Sight.waits(replica.condition()))
                .orElseGet(() -> all(Hook.LOADED, others(seen, kept)));
    }

    /** A finished checkpoint of the victims; of all, where the platform takes whom it likes. */
    Sight checkpointed(Observation seen, Set<String> kept) {
        return all(Hook.CHECKPOINT, victims(seen, seen.choice() == Choice.PLATFORM ? Set.of() : kept));
    }

    /** Whoever is ready may have traffic; who is not gets none in any case. */
    Sight routed(Observation seen) {
        return all(Hook.ROUTE, seen.counting().stream().filter(Replica::ready).toList());
    }

    /** Calls a hook of these replicas, up to the first that does not say yes. */
    private Sight all(Hook hook, List<Replica> those) {
        if (!hooks.has(service, hook)) {
            return Sight.waits("no hook " + hook.word() + " is configured");
        }
        for (Replica replica : those) {
            try {
                hooks.call(service, hook, replica);
            } catch (HookException e) {
                return Sight.waits(String.valueOf(e.getMessage()));
            }
        }
        return Sight.done();
    }

    /** Whether replicas are told to take no work. */
    boolean drains() {
        return hooks.has(service, Hook.DRAIN);
    }

    /** Tells these to take no work, where replicas are told. */
    Sight takeNoWork(List<Replica> those) {
        return drains() ? all(Hook.DRAIN, those) : Sight.done();
    }

    /** Whether replicas are told to take no work, and could be told to take some again. */
    boolean mayDrain() {
        return drains() && hooks.has(service, Hook.ROUTE);
    }

    /** Tells one that may have been drained; why it could not be told, or empty. */
    Optional<String> takesWorkAgain(Replica replica) {
        if (hooks.has(service, Hook.ROUTE)) {
            try {
                hooks.call(service, Hook.ROUTE, replica);
            } catch (HookException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Those to be stopped that can be asked: where nothing runs, no work is lost, and nobody answers. */
    private static List<Replica> victims(Observation seen, Set<String> kept) {
        return others(seen, kept).stream()
                .filter(replica -> replica.state().runs())
                .toList();
    }

    private static List<Replica> others(Observation seen, Set<String> kept) {
        return seen.counting().stream()
                .filter(replica -> !kept.contains(replica.name()))
                .toList();
    }
}
