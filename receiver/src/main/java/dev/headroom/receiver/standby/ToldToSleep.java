package dev.headroom.receiver.standby;

import dev.headroom.receiver.target.TargetException;
import java.util.Optional;
import java.util.Set;

/**
 * Who was told to sleep last, and not to wake since, by name. It outlives this process, and is written down before anybody is told:
 * so whoever is awake against it was woken by somebody else, or by a call that came late.
 */
public interface ToldToSleep {

    /**
     * Those of a service; empty where nobody knows, so that whoever sleeps is meant to.
     *
     * @throws TargetException when it cannot be read
     */
    Optional<Set<String>> of(String service) throws TargetException;

    /**
     * Durable when it returns.
     *
     * @throws TargetException when it could not be written down: then nobody may be told
     */
    void are(String service, Set<String> replicas) throws TargetException;
}
