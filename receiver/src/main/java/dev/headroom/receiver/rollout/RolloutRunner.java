package dev.headroom.receiver.rollout;

import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Releases releases = new Releases();
    private final Map<String, String> waiting = new ConcurrentHashMap<>();
    private final Map<String, Moment> unjudged = new ConcurrentHashMap<>();

    /** New replicas that were ready when they were last looked at; what a process before this one saw is not known. */
    private final Map<String, Integer> ready = new ConcurrentHashMap<>();

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
        Performer performer =
                new Performer(world.target(), world.recheck(), service, new Replicas(world.hooks(), service.name()));
        Rollout present = rollout;
        boolean untried = false;
        while (!present.phase().ended() && due(present)) {
            Rollout next = step(present, service, performer, untried);
            if (next.equals(present)) {
                return present;
            }
            enter(next);
            release(present, next);
            if (service.standby() != null) {
                releaseRestored(present, next);
            }
            log(present, next);
            present = next;
            untried = next.phase() == Phase.SCALING;
        }
        return present;
    }

    /** What a service's rollout waits for, or why its step failed; empty where nothing is to be told. */
    public Optional<String> waitsFor(String service) {
        return Optional.ofNullable(waiting.get(service)).filter(text -> !text.isEmpty());
    }

    /** Takes back a rollout that has had no effect yet, or whose effect another one goes on from. */
    public void cancel(Rollout rollout, String why) {
        enter(rollout.in(Phase.CANCELLED, clock.instant(), why));
    }

    /** Ends a rollout of a service that is nobody's to scale any more: it has not failed. */
    public void letGo(Rollout rollout, String why) {
        Phase phase = rollout.phase().untouched() ? Phase.CANCELLED : Phase.OVERTAKEN;
        Rollout ended = rollout.in(phase, clock.instant(), why);
        enter(ended);
        releaseRestored(rollout, ended);
        log(rollout, ended);
    }

    /** Removes what a process that led before has begun after it had lost the lead. */
    public void removeStrays(ServicePolicy service) {
        if (!world.leads().getAsBoolean()) {
            return;
        }
        try {
            world.target().removeStrays(service);
        } catch (TargetException e) {
            LOG.warn("{}: what the former leader left is not removed yet: {}", service.name(), e.getMessage());
        }
        try {
            new Roused(world.target(), new Replicas(world.hooks(), service.name()), releases).putBack(service);
        } catch (TargetException e) {
            LOG.debug("{}: who was left asleep is awake: {}", service.name(), e.getMessage());
        }
    }

    /** Whether some replica of the service may be drained, and not know that it is to take work again. */
    public boolean owes(String service) {
        return releases.owes(service);
    }

    /** Another process led meanwhile. */
    public void beginAnew() {
        releases.forget();
    }

    /**
     * Tells replicas that were drained in vain to take work again, until each has answered or is gone.
     *
     * @param inFlight the service's rollout; empty for none
     */
    public void release(Optional<Rollout> inFlight, ServicePolicy service) {
        Replicas replicas = new Replicas(world.hooks(), service.name());
        if (!world.leads().getAsBoolean() || !releases.due(service, replicas, clock.moment())) {
            return;
        }
        try {
            releases.tell(
                    service,
                    world.target().observe(service),
                    replicas,
                    replica -> inFlight.map(rollout -> isNotAsked(rollout, replica.name()))
                            .orElse(true),
                    clock.moment());
        } catch (TargetException e) {
            LOG.debug("{}: nobody can be told to take work again: {}", service.name(), e.getMessage());
        }
    }

    /** Whether a rollout has nothing to do with a replica that was there before. */
    private static boolean isNotAsked(Rollout rollout, String replica) {
        return rollout.kept().contains(replica)
                || (rollout.phase() == Phase.PLANNED && rollout.action().direction() == Direction.UP);
    }

    /** Whoever was asked to stop, and stays now that others are asked, is to take work again. */
    private void release(Rollout before, Rollout after) {
        boolean others = before.phase() != Phase.PLANNED && !after.kept().equals(before.kept());
        if (others && !after.phase().ended()) {
            releases.owe(after.service(), before.kept());
        }
    }

    /** Taking back an up, it may have told somebody to go who stays, since others fell asleep or ended meanwhile. */
    private void releaseRestored(Rollout before, Rollout after) {
        if (before.phase() == Phase.RESTORING && after.phase().ended()) {
            releases.owe(after.service(), Set.of());
        }
    }

    private void enter(Rollout next) {
        journal.save(next);
        retries.succeeded(next.service());
        waiting.remove(next.service());
        if (next.phase().ended() && next.action().direction() == Direction.DOWN) {
            releases.owe(next.service(), next.phase() == Phase.DONE ? next.kept() : Set.of());
        }
    }

    private boolean due(Rollout rollout) {
        return world.leads().getAsBoolean() && retries.due(rollout.service(), clock.moment());
    }

    /** @param untried whether it has just come to the step that has its effect */
    private Rollout step(Rollout present, ServicePolicy service, Performer performer, boolean untried) {
        Sight sight = performer.perform(present, untried);
        Moment now = clock.moment();
        note(present, sight, now);
        if (progresses(present, sight)) {
            return present.in(present.phase(), now.wall(), present.detail());
        }
        Steps steps = Steps.of(present, service, world.hooks());
        Duration inPhase = now.since(world.entered().apply(present, now));
        return Sequence.next(
                present, sight, steps, new Sequence.Clock(now.wall(), inPhase, unjudged(present, sight, now)));
    }

    /** Whether another new replica is ready: patience is for no progress, never for the whole. */
    private boolean progresses(Rollout rollout, Sight sight) {
        if (rollout.phase() != Phase.VERIFYING || sight.kind() != Sight.Kind.WAITS) {
            ready.remove(rollout.service());
            return false;
        }
        Integer before = ready.put(rollout.service(), sight.progress().ready());
        return before != null && before < sight.progress().ready();
    }

    private Duration unjudged(Rollout rollout, Sight sight, Moment now) {
        if (sight.kind() != Sight.Kind.UNJUDGED) {
            unjudged.remove(rollout.service());
            return Duration.ZERO;
        }
        return now.since(unjudged.computeIfAbsent(rollout.service(), service -> now));
    }

    private void note(Rollout rollout, Sight sight, Moment now) {
        String service = rollout.service();
        switch (sight.kind()) {
            case FAILED -> {
                retries.failed(service, now);
                LOG.warn("{}: {} {}", service, rollout.phase(), sight.text());
            }
            case WAITS, UNJUDGED -> retries.waits(service, now);
            case DONE, RECHOSEN, IMPOSSIBLE, UNWANTED, HALTED, OVERTAKEN -> retries.succeeded(service);
        }
        waiting.put(service, sight.kind() == Sight.Kind.DONE ? "" : sight.text());
    }

    /** How it ended is told with the decisions. */
    private static void log(Rollout before, Rollout after) {
        LOG.debug(
                "{} {} -> {}: {} -> {} {}",
                after.service(),
                after.action().from(),
                after.action().to(),
                before.phase(),
                after.phase(),
                after.detail());
    }
}
