package dev.headroom.receiver.decision;

import dev.headroom.receiver.gpu.VramGate.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a service when it is judged.
 *
 * @param desired replicas that its target is set to, as it was seen: those that were lost belong to it
 * @param lost how many of them have ended without anybody having stopped them
 * @param target what its target tells beside
 * @param rollout the action in flight; null for none
 * @param order a person's override in force; null for none
 */
public record ServiceState(
        String service,
        int desired,
        int lost,
        Target target,
        @Nullable InFlight rollout,
        @Nullable ManualOverride order) {

    /**
     * What a target tells of a service beside its count.
     *
     * @param obstacle why no further replica can ever be made as things are; empty where nothing stands against it
     * @param least below which it can never be set as things are
     * @param most above which it can never be set as things are
     * @param updating why it cannot be told now who would be stopped; empty where it can
     * @param running how many somebody else's autoscaler has running, beyond the count that is set; 0 where there is none
     * @param setBy who set the count last, and what ends a quarrel with them, in words; empty where nobody tells
     * @param frozen where it is said at the target itself that nothing may be done, with the reason; empty where it is not
     * @param sleepers replicas beside the count that could be woken
     * @param awake those of the count
     */
    public record Target(
            String obstacle,
            Limit least,
            Limit most,
            String updating,
            int running,
            String setBy,
            String frozen,
            List<Sleeper> sleepers,
            List<Awake> awake) {
        static final Target PLAIN = new Target("", Limit.LEAST, Limit.MOST, "", 0, "", "");

        public Target {
            sleepers = List.copyOf(sleepers);
            awake = List.copyOf(awake);
        }

        /** Where none can sleep. */
        public Target(
                String obstacle, Limit least, Limit most, String updating, int running, String setBy, String frozen) {
            this(obstacle, least, most, updating, running, setBy, frozen, List.of(), List.of());
        }
    }

    /**
     * A replica of the count.
     *
     * @param gpu the one that it asked for, by UUID or index; empty where that is not known
     * @param idle for so long it is known to have had no request; null where it may have some
     */
    public record Awake(String name, String gpu, @Nullable Duration idle) {}

    /**
     * A count that its target cannot go beyond.
     *
     * @param why it never can, with the remedy
     */
    public record Limit(int count, String why) {
        static final Limit LEAST = new Limit(0, "");
        static final Limit MOST = new Limit(Integer.MAX_VALUE, "");
    }

    /** Where none is lost and nothing stands against more, or fewer. */
    public ServiceState(String service, int desired, @Nullable InFlight rollout, @Nullable ManualOverride order) {
        this(service, desired, 0, Target.PLAIN, rollout, order);
    }

    /** Those of the replicas that have not ended. */
    public int alive() {
        return desired - lost;
    }

    /** The same before this action, whose rollout is in flight, was begun. */
    ServiceState before(Action begun) {
        int count = begun.source().kind() == Source.Kind.LOSS ? desired : begun.from();
        return new ServiceState(service, count, Math.min(lost, count), target, null, order);
    }

    /**
     * An action that has not ended.
     *
     * @param until when it must have ended, at the latest
     */
    public record InFlight(Action action, Instant until) {}
}
