package dev.headroom.receiver.hook;

import dev.headroom.receiver.target.Observation.Replica;

/** What the services offer for the sake of a graceful rollout (spec 4.2). Called from one thread a service. */
public interface Hooks {

    /** Whether the service has the hook; the others are not called. */
    boolean has(String service, Hook hook);

    /**
     * How many tasks a replica works on.
     *
     * @throws HookException when it does not tell: they are unknown then, not none
     */
    int activeTasks(String service, Replica replica) throws HookException;

    /**
     * Asks or tells a replica; returns on a yes.
     *
     * @throws HookException on a no, and when nothing came in time
     */
    void call(String service, Hook hook, Replica replica) throws HookException;
}
