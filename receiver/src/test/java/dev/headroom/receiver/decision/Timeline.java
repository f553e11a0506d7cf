package dev.headroom.receiver.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.decision.Action.Result;
import dev.headroom.receiver.decision.ServiceState.InFlight;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A scenario that reads as a timeline: time goes on in steps of ten seconds, every step is decided, every Scale is
 * done. Each {@code then} and {@code holds} also accounts for all that was scaled since the one before, so an action
 * that no line tells of fails the test.
 */
final class Timeline {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration BLIND_AFTER = Duration.ofMinutes(5);

    private ScalingPolicy policy;
    private final Map<String, Alert> firing = new LinkedHashMap<>();
    private final Map<String, Integer> replicas = new LinkedHashMap<>();
    private final Map<String, Integer> owned = new LinkedHashMap<>();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Map<String, ManualOverride> orders = new LinkedHashMap<>();
    private final List<Action> actions = new ArrayList<>();
    private final List<Scaled> unaccounted = new ArrayList<>();
    private Map<String, Decision> latest = Map.of();
    private Instant now;
    private Instant since;
    private @Nullable Instant heartbeat;
    private Trials trials = Trials.NONE;
    private boolean begun;
    private boolean hearing = true;
    private Rollouts rollouts = new Rollouts(Duration.ofSeconds(30), Duration.ZERO, true);
    private VramGate vram = VramGate.unchecked();

    /** What was, or must be, scaled. */
    record Scaled(String service, int from, int to) {}

    /**
     * How actions are carried out.
     *
     * @param takes from the start to the end
     * @param delay for so long a down has not stopped anything
     * @param healthy whether the new replicas become healthy
     */
    record Rollouts(Duration takes, Duration delay, boolean healthy) {}

    private record Running(Action action, Rollouts how, List<Seat> seats) {
        Instant effective() {
            return action.direction() == Direction.DOWN ? action.at().plus(how.delay()) : action.at();
        }

        Instant ends() {
            return effective().plus(how.takes());
        }
    }

    private Timeline(ScalingPolicy policy) {
        this.policy = policy;
        this.now = LocalDate.of(2026, 3, 10)
                .atTime(LocalTime.of(0, 0))
                .atZone(policy.schedule().zone())
                .toInstant();
        this.since = now;
        policy.services()
                .values()
                .forEach(s -> replicas.put(s.name(), s.replicas().min()));
    }

    /** A day of the specified triggers, without its matrix and its schedule. */
    static Timeline day() {
        return of(SpecPolicy.triggersOnly());
    }

    /** A day that begins with the first line, with every service at its minimum and nothing firing. */
    static Timeline of(ScalingPolicy policy) {
        return new Timeline(policy);
    }

    static Scaled scaled(String service, int from, int to) {
        return new Scaled(service, from, to);
    }

    /** Starts at this instant instead, with nothing decided before. */
    Timeline startingAt(String instant) {
        now = Instant.parse(instant);
        since = now;
        begun = true;
        return this;
    }

    /** The file of the policy has changed. */
    Timeline reloaded(ScalingPolicy changed) {
        policy = changed;
        return this;
    }

    Timeline replicas(String service, int count) {
        replicas.put(service, count);
        return this;
    }

    /** It has an autoscaler of its own, whose owner wrote this floor: the count is the floor. */
    Timeline autoscaled(String service, int own) {
        owned.put(service, own);
        return this;
    }

    Timeline replicas(int app, int llm, int rl) {
        return replicas("app", app).replicas("worker-llm", llm).replicas("worker-rl", rl);
    }

    Timeline rollouts(Rollouts how) {
        rollouts = how;
        return this;
    }

    Timeline upsFail() {
        return rollouts(new Rollouts(rollouts.takes(), rollouts.delay(), false));
    }

    Timeline upsWork() {
        return rollouts(new Rollouts(rollouts.takes(), rollouts.delay(), true));
    }

    Timeline vram(VramGate gate) {
        vram = gate;
        return this;
    }

    /** Alertmanager is heard no more. */
    Timeline silence() {
        hearing = false;
        return this;
    }

    /** The receiver has just started: nothing was heard yet, and nothing will be. */
    Timeline restartedUnheard() {
        hearing = false;
        heartbeat = null;
        since = now;
        return this;
    }

    Timeline heardAgain() {
        hearing = true;
        return this;
    }

    Timeline order(ManualOverride.Kind kind, String service, int count, String until) {
        orders.put(service, new ManualOverride(service, kind, count, "ana", "load test", next(until)));
        return decide();
    }

    /** A person orders a count; what comes of it is the service's latest decision. */
    Timeline asks(String service, int count) {
        Running rollout = running.get(service);
        boolean yields =
                rollout != null && rollout.action().direction() == Direction.DOWN && now.isBefore(rollout.effective());
        Situation present = yields ? situation().asIfNever(rollout.action()) : situation();
        Decision decision = Decider.judge(policy, present, new ManualScale(service, count, "ana", "load test"));
        if (yields && decision.reason() == Reason.MANUAL) {
            running.remove(service);
            end(rollout.action(), Result.CANCELLED);
        }
        latest = new LinkedHashMap<>(latest);
        latest.put(service, decision);
        perform(decision);
        return this;
    }

    /** Goes on to the next time that a clock on the wall shows this; an instant ends with Z. */
    Timeline at(String time) {
        Instant then = next(time);
        if (!begun) {
            startingAt(then.toString());
        }
        while (now.plus(STEP).isBefore(then)) {
            now = now.plus(STEP);
            decide();
        }
        now = then;
        return decide();
    }

    Timeline after(Duration time) {
        return at(now.plus(time).toString());
    }

    Timeline clockSetBack(Duration by) {
        now = now.minus(by);
        since = since.minus(by);
        return decide();
    }

    Timeline firing(String... names) {
        for (String name : names) {
            firing.put(name, SpecPolicy.alert(name));
        }
        return decide();
    }

    /** They begin anew: an alert that ends and comes again has another start. */
    Timeline firingAnew(String... names) {
        for (String name : names) {
            Alert alert = SpecPolicy.alert(name);
            firing.put(name, new Alert(alert.fingerprint(), alert.labels(), alert.annotations(), now));
        }
        return decide();
    }

    /** It fires from the next step on, with this as its start. */
    void begins(Alert alert) {
        firing.computeIfAbsent(
                alert.name(), name -> new Alert(alert.fingerprint(), alert.labels(), alert.annotations(), now));
    }

    void ends(String name) {
        firing.remove(name);
    }

    Timeline firing(Alert alert) {
        firing.put(alert.name(), alert);
        return decide();
    }

    Timeline resolved(String... names) {
        firing.keySet().removeAll(Set.of(names));
        return decide();
    }

    Timeline onlyFiring(String... names) {
        firing.clear();
        return firing(names);
    }

    /** Exactly this was scaled since the last line, in any order. */
    Timeline then(Scaled... expected) {
        assertThat(unaccounted).as("scaled until %s", clock(now)).containsExactlyInAnyOrder(expected);
        unaccounted.clear();
        return this;
    }

    /** So many were scaled since the last line. */
    Timeline accountFor(int scalings) {
        assertThat(unaccounted).as("scaled until %s", clock(now)).hasSize(scalings);
        unaccounted.clear();
        return this;
    }

    Timeline thenNothing() {
        return then();
    }

    /** Nothing was scaled since the last line, and the service is held for this reason, until this time. */
    Timeline holds(String service, Reason reason, @Nullable String until) {
        thenNothing();
        Decision.Hold hold = held(service);
        assertThat(hold.reason()).as("%s at %s: %s", service, clock(now), hold).isEqualTo(reason);
        assertThat(hold.until() == null ? null : clock(hold.until()))
                .as("%s at %s is held until", service, clock(now))
                .isEqualTo(until == null ? null : clock(next(until)));
        return this;
    }

    Timeline holds(String service, Reason reason) {
        assertThat(held(service).reason()).as("%s at %s", service, clock(now)).isEqualTo(reason);
        return thenNothing();
    }

    Timeline because(String service, Source.Kind kind, String source) {
        Action last = actions.stream()
                .filter(action -> action.service().equals(service))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        assertThat(last.source()).as("source of the last action on %s", service).isEqualTo(new Source(kind, source));
        return this;
    }

    Decision decision(String service) {
        return Objects.requireNonNull(latest.get(service));
    }

    Verdict verdict(String service, Guard guard) {
        return decision(service).verdicts().stream()
                .filter(verdict -> verdict.guard() == guard)
                .findFirst()
                .orElseThrow();
    }

    Trials trials() {
        return trials;
    }

    List<Action> actions() {
        return actions;
    }

    int replicas(String service) {
        return Objects.requireNonNull(replicas.get(service));
    }

    private Decision.Hold held(String service) {
        assertThat(decision(service)).as("%s at %s", service, clock(now)).isInstanceOf(Decision.Hold.class);
        return (Decision.Hold) decision(service);
    }

    private Timeline decide() {
        if (hearing) {
            heartbeat = now;
        }
        orders.values().removeIf(order -> !order.active(now));
        List.copyOf(running.values()).forEach(this::reconsider);
        List.copyOf(running.values()).forEach(this::goOn);
        trials = EffectOfUps.judge(policy, situation());
        List<Decision> decisions = Decider.decide(policy, situation());
        latest = decisions.stream().collect(Collectors.toMap(Decision::service, decision -> decision));
        decisions.forEach(this::perform);
        return this;
    }

    /** A down that has stopped nothing yet is judged again at every step. */
    private void reconsider(Running rollout) {
        Action action = rollout.action();
        boolean untouched = action.direction() == Direction.DOWN && now.isBefore(rollout.effective());
        if (untouched && Decider.review(policy, situation(), action) instanceof Review.Overruled) {
            running.remove(action.service());
            end(action, Result.CANCELLED);
        }
    }

    private void goOn(Running rollout) {
        Action action = rollout.action();
        if (!now.isBefore(rollout.effective())) {
            replicas.put(action.service(), action.to());
        }
        if (now.isBefore(rollout.ends())) {
            return;
        }
        boolean failed = action.direction() == Direction.UP && !rollout.how().healthy();
        replicas.put(action.service(), failed ? action.from() : action.to());
        running.remove(action.service());
        end(action, failed ? Result.FAILED : Result.DONE);
    }

    private void end(Action action, Result result) {
        actions.set(actions.indexOf(action), action.finished(result, now));
    }

    private void perform(Decision decision) {
        if (!(decision instanceof Decision.Scale scale)) {
            return;
        }
        Proposal proposal = scale.proposal();
        Action action = new Action(
                "a" + actions.size(),
                scale.service(),
                now,
                proposal.source(),
                proposal.cooldowns().keySet(),
                scale.from(),
                scale.to(),
                Result.RUNNING,
                null);
        actions.add(action);
        running.put(scale.service(), new Running(action, rollouts, scale.seats()));
        unaccounted.add(new Scaled(scale.service(), scale.from(), scale.to()));
        goOn(running.get(scale.service()));
    }

    private ServiceState.Target target(String service, int count) {
        Integer own = owned.get(service);
        ServiceState.Target plain = ServiceState.Target.PLAIN;
        return own == null
                ? plain
                : new ServiceState.Target(
                        "", new ServiceState.Limit(own, "its owner's"), plain.most(), "", count, "", "");
    }

    private Situation situation() {
        Map<String, ServiceState> services = new LinkedHashMap<>();
        replicas.forEach((name, count) -> services.put(
                name,
                new ServiceState(name, count, 0, target(name, count), inFlight(running.get(name)), orders.get(name))));
        return new Situation(
                Moment.steady(now),
                FiringAlerts.of(firing.values()),
                services,
                Ledger.at(Moment.steady(now), actions),
                new Evidence(
                        Moment.steady(since),
                        heartbeat == null ? null : Moment.steady(heartbeat),
                        Evidence.Source.unheard(Watchdog.none()),
                        BLIND_AFTER,
                        null),
                vram.reserving(running.values().stream()
                        .flatMap(rollout -> rollout.seats().stream())
                        .toList()),
                trials);
    }

    private @Nullable InFlight inFlight(@Nullable Running rollout) {
        return rollout == null ? null : new InFlight(rollout.action(), rollout.ends());
    }

    private Instant next(String time) {
        if (time.endsWith("Z")) {
            return Instant.parse(time);
        }
        ZonedDateTime today = now.atZone(policy.schedule().zone());
        ZonedDateTime then = today.with(LocalTime.parse(time));
        return (then.isBefore(today) ? then.plusDays(1) : then).toInstant();
    }

    private String clock(Instant instant) {
        return instant.atZone(policy.schedule().zone()).toLocalDateTime().toString();
    }
}
