package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.decision.Decider;
import dev.headroom.receiver.decision.Decision;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One evaluation: look at the targets and carry rollouts on, gather the situation, decide, write down, begin.
 *
 * <p>Evaluations never overlap. What is begun is durable before the target hears of it. Only the process that leads
 * does anything; the others look, so that they can show.
 */
public final class Reconciler implements AutoCloseable {

    private final Store store;
    private final VramWatch gpus;
    private final Witness witness;
    private final Timepiece clock;
    private final Situations situations;
    private final Lanes lanes;
    private final Rollouts rollouts;
    private final Chronicle chronicle;
    private final Judgements judgements;
    private final RefusedAlerts refusedAlerts;
    private final EvidenceLog evidenceLog = new EvidenceLog();
    private final Outcomes outcomes;
    private volatile ScalingPolicy policy;
    private boolean led;

    public Reconciler(
            ScalingPolicy policy, AlertLifecycle lifecycle, Ports outside, Witness witness, Outcomes outcomes) {
        Ports ports = outside.over(new Losses(outside.target(), outside.store()));
        this.policy = policy;
        this.store = ports.store();
        this.gpus = ports.gpus();
        this.witness = witness;
        this.clock = ports.clock();
        this.lanes = new Lanes(ports);
        this.situations = new Situations(this::policy, lifecycle, ports, witness, lanes::last);
        this.judgements = new Judgements(store, outcomes);
        this.outcomes = outcomes;
        this.refusedAlerts = new RefusedAlerts(outcomes);
        this.chronicle = new Chronicle(this::policy, ports, situations, judgements, outcomes);
        this.rollouts = new Rollouts(this::policy, ports, situations, lanes, chronicle::save);
        this.led = store.leads();
        judgements.remember(policy.services().keySet());
    }

    public ScalingPolicy policy() {
        return policy;
    }

    /**
     * Goes by another policy from the next evaluation on. It is exchanged as a whole: whoever reads it once has one that
     * somebody wrote. A rollout in flight keeps the sequence's times that it began with.
     */
    public synchronized void take(ScalingPolicy next) {
        policy = next;
        judgements.remember(next.services().keySet());
    }

    /** Evaluates every service once; where another receiver leads, only looks. */
    public synchronized void evaluate() {
        Moment now = clock.moment();
        situations.look(now);
        witness.look(now);
        witness.elsewhere(store.alerts(), now);
        if (!leads(now)) {
            situations.recallEffects(now);
            rollouts.look();
            return;
        }
        evidenceLog.tell(witness.evidence().look(now));
        rollouts.letGoOfRemoved();
        rollouts.carryOn();
        noteDrift();
        decide();
    }

    /** On taking the lead what was heard before counts for nothing: another one acted on it. */
    private boolean leads(Moment now) {
        boolean leads = store.leads();
        if (leads && !led) {
            witness.beginAnew(now);
            situations.recallEffects(now);
            rollouts.beginAnew();
            judgements.remember(policy.services().keySet());
        }
        led = leads;
        return leads;
    }

    private void decide() {
        Situation situation = situations.judged(situations.now(this::see));
        outcomes.firing(situation.firing().all());
        refusedAlerts.look(situation.firing().all(), policy);
        unknown(situation).forEach(judgements::note);
        boolean begun = false;
        Repairs repairs = rollouts.repairs();
        List<Decision> decisions = repairs.decide(policy, situation);
        for (Decision decision : decisions) {
            begun |= carryOut(decision, repairs, situation.now());
            if (decision instanceof Decision.Hold hold) {
                situation.lacks(hold, decisions).ifPresent(gpus::wanted);
            }
        }
        if (begun) {
            rollouts.carryOn();
        }
    }

    /**
     * Judges a person's order between two evaluations, and begins it where no guard refuses; the next one goes on. A down
     * that has stopped nothing yet gives way to it.
     */
    public synchronized Explanation order(ManualScale order) {
        Optional<Rollout> yielding = rollouts.yielding(order.service());
        Situation present = situations.now(this::see);
        Situation situation =
                yielding.map(Rollout::action).map(present::asIfNever).orElse(present);
        Instant now = situation.now().wall();
        if (!store.leads() || !situation.services().containsKey(order.service())) {
            String problem = store.leads() ? lanes.problem(order.service()) : "ask " + store.leader() + ", which leads";
            return judgements.refused(
                    Explanation.unknown(order.service(), now, problem).noting(order.inWords()));
        }
        Decision decision = Decider.judge(policy, situation, order);
        Explanation explanation = Explanation.of(decision, now).noting(order.inWords());
        if (decision.reason() == Reason.MANUAL) {
            yielding.ifPresent(rollout -> rollouts.cancel(rollout, "taken back: " + order.inWords()));
        }
        if (decision instanceof Decision.Scale scale) {
            chronicle.begin(scale, explanation, situation.now());
            return explanation;
        }
        return judgements.refused(explanation);
    }

    /** A rollout may keep its lane busy for as long as a step takes; then what was seen before it is all that is known. */
    private Optional<Observation> see(String service, boolean inFlight) {
        return inFlight ? lanes.last(service) : lanes.settled(service);
    }

    /** The situation as it is known now; a look that is under way does not hide what was seen before it. */
    public Situation situation() {
        return situations.now((service, inFlight) -> lanes.known(service));
    }

    /** The latest judgement of a service, of whoever leads; empty before the first. */
    public Optional<Explanation> explanation(String service) {
        return store.leads() ? judgements.of(service) : store.latest(service).map(DecisionRecord::explanation);
    }

    /** How fresh the news from Alertmanager is. */
    public Evidence evidence() {
        return witness.evidence();
    }

    /** What is remembered, of replicas that sleep too. */
    Store store() {
        return store;
    }

    /** Whether this receiver is the one that acts. */
    public boolean leads() {
        return store.leads();
    }

    /** What was seen of a service lately; while a step of its rollout takes long, before that. */
    public Optional<Observation> observation(String service) {
        return lanes.known(service);
    }

    /** Forgets history that is older than that, actions that no guard looks back at any more, and ends that are settled. */
    public void compact(Duration history) {
        store.compact(witness.evidence().settled(clock.moment()), situations.earliest(history));
    }

    Lanes lanes() {
        return lanes;
    }

    Judgements judgements() {
        return judgements;
    }

    /** The rollouts in flight, by service. */
    public Map<String, Rollout> rollouts() {
        return rollouts.inFlight();
    }

    /** What the service's rollout waits for; empty where nothing is to be told. */
    public Optional<String> waitsFor(String service) {
        return rollouts.waitsFor(service);
    }

    private void noteDrift() {
        Map<String, Rollout> inFlight = rollouts();
        for (ServicePolicy service : policy.services().values()) {
            if (!inFlight.containsKey(service.name())) {
                lanes.settled(service.name()).ifPresent(seen -> chronicle.seen(service, seen, clock.moment()));
            }
        }
    }

    /** Whether an action was begun. */
    private boolean carryOut(Decision decision, Repairs repairs, Moment now) {
        Explanation explanation = Explanation.of(decision, now.wall());
        if (decision instanceof Decision.Scale scale) {
            repairs.of(scale.service())
                    .ifPresent(repair -> rollouts.cancel(repair, "what is wanted now goes on from it"));
            chronicle.begin(scale, explanation, now);
            return true;
        }
        judgements.note(explanation);
        return false;
    }

    private List<Explanation> unknown(Situation situation) {
        return policy.services().keySet().stream()
                .filter(service -> !situation.services().containsKey(service))
                .map(service -> Explanation.unknown(service, situation.now().wall(), lanes.problem(service)))
                .toList();
    }

    @Override
    public void close() {
        lanes.close();
    }
}
