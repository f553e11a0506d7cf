package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Decision;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.time.Moment;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Writes down what is begun, how it moves, and what somebody else did, before anything follows from it. */
final class Chronicle {

    private final Supplier<ScalingPolicy> policy;
    private final Store store;
    private final VramWatch gpus;
    private final Situations situations;
    private final Judgements judgements;
    private final Outcomes outcomes;
    private final Drift drift;

    Chronicle(
            Supplier<ScalingPolicy> policy,
            Ports ports,
            Situations situations,
            Judgements judgements,
            Outcomes outcomes) {
        this.policy = policy;
        this.store = ports.store();
        this.gpus = ports.gpus();
        this.situations = situations;
        this.judgements = judgements;
        this.outcomes = outcomes;
        this.drift = new Drift(policy, store);
    }

    /** An action that begins. */
    void begin(Decision.Scale scale, Explanation explanation, Moment now) {
        Action action = new Action(
                UUID.randomUUID().toString(),
                scale.service(),
                now.wall(),
                scale.proposal().source(),
                scale.proposal().cooldowns().keySet(),
                scale.from(),
                scale.to(),
                Action.Result.RUNNING,
                null);
        Rollout planned = Rollout.planned(action, scale.seats(), scale.stay());
        situations.written(planned);
        store.begin(planned, explanation);
        judgements.told(explanation);
        outcomes.started(action, situations.sinceNewest(scale.proposal().because(), now));
    }

    /** A rollout that comes into another phase. */
    void save(Rollout rollout) {
        Optional<Rollout> before = situations.rollout(rollout.service());
        if (rollout.phase().ended()) {
            drift.ending(rollout);
        }
        if (rollout.phase() == Phase.DONE) {
            gpus.warmedUp(rollout.seats());
        }
        situations.written(rollout);
        store.save(rollout);
        before.ifPresent(known -> outcomes.moved(known, rollout));
    }

    /** What was seen of a service without a rollout: its count may be another than it was left at. */
    void seen(ServicePolicy service, Observation seen, Moment now) {
        if (!drift.knows(service.name())) {
            int floor = policy.get().floor(service, now.wall());
            outcomes.met(FirstLook.at(service, seen.desired(), floor));
        }
        drift.check(service, seen, now).ifPresent(judgements::told);
    }
}
