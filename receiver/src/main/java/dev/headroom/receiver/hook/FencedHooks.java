package dev.headroom.receiver.hook;

import dev.headroom.receiver.target.Observation.Replica;
import java.util.function.BooleanSupplier;

/**
 * Hooks that replicas are told by only while this process leads: to drain one is an effect, and another one may lead by now
 * that knows nothing of it.
 *
 * @param leads whether this process still leads, as far as it can know by now
 */
public record FencedHooks(Hooks hooks, BooleanSupplier leads) implements Hooks {

    @Override
    public boolean has(String service, Hook hook) {
        return hooks.has(service, hook);
    }

    @Override
    public int activeTasks(String service, Replica replica) throws HookException {
        return hooks.activeTasks(service, replica);
    }

    @Override
    public void call(String service, Hook hook, Replica replica) throws HookException {
        if (!leads.getAsBoolean()) {
            throw new HookException("did not call %s of %s: this process does not lead any more"
                    .formatted(hook.word(), replica.name()));
        }
        hooks.call(service, hook, replica);
    }
}
