package dev.headroom.receiver.rollout;

import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries rollouts out: does what the phase says, looks, and writes the next phase before its step. */
public final class RolloutRunner {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutRunner.class);

    private final World world;
    private final Journal journal;
    private final Timepiece clock;
    private final Retries retries = new Retries();
    private final Map<String, String> waiting = new ConcurrentHashMap<>();

    public RolloutRunner(World world, Journal journal, Timepiece clock) {
        this.world = world;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Whom the steps are done to, and who is asked before.
     *
     * @param leads whether this process may still act
     * @param entered when a rollout came into its phase, as known at a moment
     */
    public record World(
            ScalingTarget target,
            Hooks hooks,
            Recheck recheck,
            BooleanSupplier leads,
            BiFunction<Rollout, Moment, Moment> entered) {}

    /**
     * Goes on with a rollout until it ends or has to wait, and tells where it is then. The steps are absolute, so
     * going on after a crash repeats at most what has no further effect.
     */
    public Rollout advance(Rollout rollout, ServicePolicy service) {
        Performer performer = new Performer(world.target(), world.hooks(), world.recheck(), service);
        Rollout present = rollout;
        while (!present.phase().ended() && due(present)) {
            Rollout next = step(present, service, performer);
            if (next.equals(present)) {
                return present;
            }
            journal.save(next);
            waiting.remove(next.service());
            log(present, next);
            present = next;
        }
        return present;
    }

    /** What a service's rollout waits for, or why its step failed; empty where nothing is to be told. */
    public Optional<String> waitsFor(String service) {
        return Optional.ofNullable(waiting.get(service)).filter(text -> !text.isEmpty());
    }

    /** Takes back a rollout that has done nothing yet. */
    public void cancel(Rollout rollout, String why) {
        journal.save(rollout.in(Phase.CANCELLED, clock.instant(), why));
    }

    private boolean due(Rollout rollout) {
        return world.leads().getAsBoolean() && retries.due(rollout.service(), clock.moment());
    }

    private Rollout step(Rollout present, ServicePolicy service, Performer performer) {
        Sight sight = performer.perform(present);
        Moment now = clock.moment();
        note(present, sight, now);
        Steps steps = Steps.of(present.action().direction(), service, world.hooks());
        Duration inPhase = now.since(world.entered().apply(present, now));
        return Sequence.next(present, sight, steps, new Sequence.Clock(now.wall(), inPhase));
    }

    private void note(Rollout rollout, Sight sight, Moment now) {
        String service = rollout.service();
        if (sight.is(Sight.Kind.FAILED)) {
            retries.failed(service, now);
            LOG.warn("{}: {} {}", service, rollout.phase(), sight.text());
        } else {
            retries.succeeded(service);
        }
        waiting.put(service, sight.is(Sight.Kind.DONE) ? "" : sight.text());
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
