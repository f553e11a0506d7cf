package dev.headroom.receiver.hook.simulated;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.target.Observation.Replica;

/** Of replicas that exist only as start times: loaded when ready, and with nothing to save. */
public final class SimulatedHooks implements Hooks {

    @Override
    public boolean has(String service, Hook hook) {
        return hook == Hook.LOADED || hook == Hook.CHECKPOINT;
    }

    @Override
    public int activeTasks(String service, Replica replica) {
        return 0;
    }

    @Override
    public void call(String service, Hook hook, Replica replica) throws HookException {
        if (hook == Hook.LOADED && !replica.ready()) {
            throw new HookException(replica.name() + " is " + replica.state().word());
        }
    }
}
