package dev.headroom.receiver.standby;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.target.Observation.Replica;

/** Hooks of which those that are not configured are answered by servers that can sleep: whether it is loaded, and its tasks. */
public record StandbyHooks(Hooks hooks, SleepingServers servers) implements Hooks {

    @Override
    public boolean has(String service, Hook hook) {
        return hooks.has(service, hook) || told(service, hook);
    }

    /** Whether the server tells it itself. */
    private boolean told(String service, Hook hook) {
        return (hook == Hook.LOADED || hook == Hook.ACTIVE_TASKS) && servers.has(service);
    }

    @Override
    public int activeTasks(String service, Replica replica) throws HookException {
        if (hooks.has(service, Hook.ACTIVE_TASKS)) {
            return hooks.activeTasks(service, replica);
        }
        Sight sight = servers.of(service, replica).look();
        return sight.requests()
                .orElseThrow(() -> new HookException(
                        "%s does not tell how many requests it has: %s".formatted(replica.name(), sight.why())));
    }

    @Override
    public void call(String service, Hook hook, Replica replica) throws HookException {
        if (hook != Hook.LOADED || hooks.has(service, hook)) {
            hooks.call(service, hook, replica);
            return;
        }
        Sight sight = servers.of(service, replica).look();
        if (sight.mode() != Sight.Mode.AWAKE) {
            throw new HookException("%s is not known to be awake: %s".formatted(replica.name(), sight.why()));
        }
    }
}
