package dev.headroom.receiver.decision;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a service when it is judged.
 *
 * @param desired replicas that its target is set to, as it was seen: those that were lost belong to it
 * @param lost how many of them have ended without anybody having stopped them
 * @param obstacle why no further replica can ever be made as things are; empty where nothing stands against it
 * @param least below which its target can never be set as things are
 * @param updating why it cannot be told now who would be stopped; empty where it can
 * @param rollout the action in flight; null for none
 * @param order a person's override in force; null for none
 */
public record ServiceState(
        String service,
        int desired,
        int lost,
        String obstacle,
        Least least,
        String updating,
        @Nullable InFlight rollout,
        @Nullable ManualOverride order) {

    /**
     * The fewest that its target can have.
     *
     * @param why it can never have fewer, with the remedy
     */
    public record Least(int count, String why) {
        static final Least NONE = new Least(0, "");
    }

    /** Where none is lost and nothing stands against more, or fewer. */
    public ServiceState(String service, int desired, @Nullable InFlight rollout, @Nullable ManualOverride order) {
        this(service, desired, 0, "", Least.NONE, "", rollout, order);
    }

    /** Those of the replicas that have not ended. */
    public int alive() {
        return desired - lost;
    }

    /** The same before this action, whose rollout is in flight, was begun. */
    ServiceState before(Action begun) {
        int count = begun.source().kind() == Source.Kind.LOSS ? desired : begun.from();
        return new ServiceState(service, count, Math.min(lost, count), obstacle, least, updating, null, order);
    }

    /**
     * An action that has not ended.
     *
     * @param until when it must have ended, at the latest
     */
    public record InFlight(Action action, Instant until) {}
}
