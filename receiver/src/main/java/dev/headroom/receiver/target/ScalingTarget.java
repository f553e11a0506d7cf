package dev.headroom.receiver.target;

import dev.headroom.receiver.policy.ServicePolicy;

/** Whatever runs the replicas. Called from one thread a service; calls may block for as long as the platform takes. */
public interface ScalingTarget extends AutoCloseable {

    /**
     * What is there now.
     *
     * @throws TargetException when it cannot be told: the count is then unknown, not zero
     */
    Observation observe(ServicePolicy service) throws TargetException;

    /**
     * Makes the count {@code replicas}. Absolute and idempotent: a second call finds nothing left to do. An up
     * returns when the new replicas are started, not when they are ready; a down when the victims, the highest
     * numbers, have stopped, each within the service's drain time.
     *
     * @throws TargetException when it failed, perhaps half way: observe again before anything else
     */
    void scaleTo(ServicePolicy service, int replicas) throws TargetException;

    @Override
    void close();
}
