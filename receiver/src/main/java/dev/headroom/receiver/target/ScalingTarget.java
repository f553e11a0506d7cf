package dev.headroom.receiver.target;

import dev.headroom.receiver.policy.ServicePolicy;
import java.util.List;
import java.util.Set;

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
     * returns when the new replicas are started, not when they are ready; a down when the victims have stopped, each
     * within the service's drain time, or, where the platform ends them by itself, when they have been told to.
     *
     * @param kept names of the replicas that a down should leave, where the platform lets one choose; of the others, and
     *     then of these, the highest numbers are stopped
     * @return what should be told of it, such as a replica that had to be killed; mostly nothing
     * @throws TargetException when it failed, perhaps half way: observe again before anything else
     */
    List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) throws TargetException;

    /**
     * A down whose victims, all but the kept ones, were asked before. Where the platform would by now stop another one, nothing
     * is done.
     *
     * @throws TargetException of the kind CONFLICT where that is so
     */
    default List<String> stopOthers(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return scaleTo(service, replicas, kept);
    }

    /** The same where it does not matter which replicas are left. */
    default List<String> scaleTo(ServicePolicy service, int replicas) throws TargetException {
        return scaleTo(service, replicas, Set.of());
    }

    /**
     * The same where new replicas have places on GPUs. A platform that places by itself pays no heed to them.
     *
     * @param places one for each new replica, the first one's first; empty where none is asked for
     */
    default List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept, List<Place> places)
            throws TargetException {
        return scaleTo(service, replicas, kept);
    }

    /**
     * An up by waking alone: none is started. What was woken by an earlier call counts.
     *
     * @throws TargetException of the kind NEVER where so many do not sleep, or none can
     */
    default List<String> wake(ServicePolicy service, int replicas, Set<String> kept, List<Place> places)
            throws TargetException {
        throw noSleep(service);
    }

    /**
     * A down by putting to sleep alone, all but the kept ones: none is stopped.
     *
     * @throws TargetException of the kind NEVER where one does not go to sleep, or none can; CONFLICT while one has a request
     */
    default List<String> putToSleep(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        throw noSleep(service);
    }

    private static TargetException noSleep(ServicePolicy service) {
        return new TargetException(
                TargetException.Kind.NEVER,
                "replicas of %s cannot sleep: only with target.kind: compose and standby in headroom.yml can they"
                        .formatted(service.name()));
    }

    /**
     * Stops a replica, and starts it again where it is. A second call does so again.
     *
     * @throws TargetException when it failed, perhaps half way; of the kind NEVER where the platform cannot
     */
    default void restart(ServicePolicy service, String replica) throws TargetException {
        throw new TargetException(
                TargetException.Kind.NEVER, "%s cannot be restarted: its platform does not do that".formatted(replica));
    }

    /**
     * Removes what a process that led before has begun after it had lost the lead. Asked of the process that leads, before
     * each look.
     *
     * @throws TargetException when some of it is left: it is asked again
     */
    default void removeStrays(ServicePolicy service) throws TargetException {}

    /**
     * Gives back what it holds of services that it does not scale any more. Asked of the process that leads, again until
     * nothing is left.
     *
     * @return whether nothing is left
     */
    default boolean letGo() {
        return true;
    }

    @Override
    void close();
}
