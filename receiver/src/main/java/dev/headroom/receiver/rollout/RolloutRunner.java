package dev.headroom.receiver.rollout;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Sequence.Sight;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries rollouts out: does what the phase says, looks, and writes the next phase before its step. */
public final class RolloutRunner {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutRunner.class);

    private final ScalingTarget target;
    private final Journal journal;
    private final InstantSource clock;

    public RolloutRunner(ScalingTarget target, Journal journal, InstantSource clock) {
        this.target = target;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Goes on with a rollout until it ends or has to wait, and tells where it is then. The steps are absolute, so
     * going on after a crash repeats at most what has no further effect.
     */
    public Rollout advance(Rollout rollout, ServicePolicy service) {
        Rollout present = rollout;
        while (!present.phase().ended()) {
            Sight sight = perform(present, service);
            Rollout next = Sequence.next(present, sight, service.timings(), clock.instant());
            if (next.equals(present)) {
                return present;
            }
            journal.save(next);
            log(present, next);
            present = next;
        }
        return present;
    }

    /** Takes back a rollout that has done nothing yet. */
    public void cancel(Rollout rollout, String why) {
        journal.save(rollout.in(Phase.CANCELLED, clock.instant(), why));
    }

    private Sight perform(Rollout rollout, ServicePolicy service) {
        try {
            return switch (rollout.phase()) {
                case SCALING -> scale(service, rollout.action().to());
                case RESTORING -> scale(service, rollout.action().from());
                case VERIFYING -> Sight.of(target.observe(service).ready());
                case PLANNED,
                        DRAINING,
                        FINISHING,
                        CHECKPOINTING,
                        WARMING,
                        ROUTING,
                        DONE,
                        FAILED,
                        ABANDONED,
                        CANCELLED -> Sight.of(0);
            };
        } catch (TargetException e) {
            LOG.warn("{}: {} {}", rollout.service(), rollout.phase(), e.getMessage());
            return Sight.failed(String.valueOf(e.getMessage()));
        }
    }

    private Sight scale(ServicePolicy service, int replicas) throws TargetException {
        target.scaleTo(service, replicas);
        return Sight.of(0);
    }

    private static void log(Rollout before, Rollout after) {
        LOG.info(
                "{} {} -> {}: {} -> {} {}",
                after.service(),
                after.action().from(),
                after.action().to(),
                before.phase(),
                after.phase(),
                after.detail());
    }
}
