package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.target.Observation.Replica;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the processes in pods answer to the hooks; by the pod's name. */
final class PodHooks implements Hooks {
    private final Set<Hook> offered = EnumSet.noneOf(Hook.class);

    /** Those that were told to take no work, and not to take some again. */
    final Set<String> drained = ConcurrentHashMap.newKeySet();

    final Map<String, Integer> tasks = new ConcurrentHashMap<>();

    /** Those that answer nothing that counts. */
    final Set<String> mute = ConcurrentHashMap.newKeySet();

    /** What was asked of whom, as "DRAIN app-1". */
    final List<String> asked = new CopyOnWriteArrayList<>();

    PodHooks offer(Hook... hooks) {
        offered.addAll(List.of(hooks));
        return this;
    }

    @Override
    public boolean has(String service, Hook hook) {
        return offered.contains(hook);
    }

    @Override
    public int activeTasks(String service, Replica replica) throws HookException {
        answer(Hook.ACTIVE_TASKS, replica);
        return tasks.getOrDefault(replica.name(), 0);
    }

    @Override
    public void call(String service, Hook hook, Replica replica) throws HookException {
        answer(hook, replica);
        if (hook == Hook.DRAIN) {
            drained.add(replica.name());
        } else if (hook == Hook.ROUTE) {
            drained.remove(replica.name());
        }
    }

    private void answer(Hook hook, Replica replica) throws HookException {
        asked.add(hook + " " + replica.name());
        if (mute.contains(replica.name())) {
            throw new HookException(hook.word() + " of " + replica.name() + " was answered 500");
        }
    }

    boolean wasAsked(Hook hook, String pod) {
        return asked.contains(hook + " " + pod);
    }
}
