package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Verdict.pass;
import static dev.headroom.receiver.decision.Verdict.refuse;

import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The guards that judge by what was done before: cooldown, stabilization, damping, rate, failures. */
final class PaceGuards {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int FAILURES_TO_STOP = 3;
    private static final int REVERSALS_TO_STOP = 2;
    private static final Duration STOPPED_FOR = Duration.ofMinutes(30);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 5;

    private final ScalingPolicy policy;
    private final Situation situation;
    private final ServicePolicy service;
    private final String setBy;
    private final List<Ledger.Entry> actions;
    private final List<Ledger.Entry> attempts;

    /** @param setBy who set the count last; empty where nobody tells */
    PaceGuards(ScalingPolicy policy, Situation situation, ServicePolicy service, String setBy) {
        this.setBy = setBy;
        this.policy = policy;
        this.situation = situation;
        this.service = service;
        this.actions = situation.ledger().of(service.name());
        this.attempts = situation.ledger().attempts(service.name());
    }

    Verdict cooldown(Proposal proposal) {
        Optional<Cooldown> drift = Cooldowns.ofDrift(policy, service, situation.ledger(), situation.now());
        if (drift.isPresent() && !proposal.unpaced() && !proposal.toFloor()) {
            return refuse(
                    Guard.COOLDOWN,
                    "somebody else changed the count; it is left alone for one cooldown",
                    drift.get().until());
        }
        return longest(proposal, (source, length) -> runningCooldown(source, length, 1))
                .map(running -> refuse(Guard.COOLDOWN, "cooldown of " + running.source(), running.until()))
                .orElse(pass(Guard.COOLDOWN, "none running"));
    }

    /** What ends again and again is brought back less and less often. */
    Verdict betweenRepairs() {
        List<Ledger.Entry> lastHour = attempts.stream()
                .filter(Ledger.Entry::repair)
                .filter(repair -> ahead(repair.began().plus(HOUR)))
                .toList();
        if (lastHour.isEmpty()) {
            return pass(Guard.COOLDOWN, "nothing was brought back in the last hour");
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(lastHour.size() - 1, MOST_DOUBLINGS));
        Duration until = lastHour.get(lastHour.size() - 1)
                .endedOrBegan()
                .plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
        String detail =
                "brought back " + lastHour.size() + (lastHour.size() == 1 ? " time" : " times") + " in the last hour";
        return ahead(until) ? refuse(Guard.COOLDOWN, detail, toldAt(until)) : pass(Guard.COOLDOWN, detail);
    }

    Verdict flapDamping(Proposal proposal) {
        if (proposal.up()) {
            return pass(Guard.FLAP_DAMPING, "for downs only");
        }
        return longest(proposal, this::damped)
                .map(running -> refuse(
                        Guard.FLAP_DAMPING,
                        "earlier downs of " + running.source() + " were soon followed by an up; its cooldown is "
                                + running.factor() + " times as long",
                        running.until()))
                .orElse(pass(Guard.FLAP_DAMPING, "no flapping"));
    }

    Verdict stabilization(Proposal proposal) {
        Optional<Ledger.Entry> up = situation.ledger().last(service.name(), Direction.UP);
        Duration wait = policy.longestCooldown(service);
        if (proposal.up() || proposal.unpaced() || up.isEmpty()) {
            return pass(Guard.STABILIZATION, "no earlier up to wait for");
        }
        Duration until = up.get().began().plus(wait);
        return ahead(until)
                ? refuse(Guard.STABILIZATION, "no down within " + Words.of(wait) + " after an up", toldAt(until))
                : pass(Guard.STABILIZATION, "last up " + Words.of(wait) + " ago or more");
    }

    Verdict rate(Proposal proposal) {
        List<Ledger.Entry> lastHour = actions.stream()
                .filter(action -> ahead(action.began().plus(HOUR)))
                .toList();
        int most = service.maxActionsPerHour();
        String count = lastHour.size() + " of " + most + " actions in the last hour";
        if (proposal.unpaced() || lastHour.size() < most) {
            return pass(Guard.RATE, count);
        }
        Ledger.Entry frees = lastHour.get(lastHour.size() - most);
        return refuse(Guard.RATE, count, toldAt(frees.began().plus(HOUR)));
    }

    Verdict ineffective(Proposal proposal) {
        Optional<Ledger.Entry> abandoned = lastIfAbandoned();
        if (abandoned.isPresent() && !proposal.unpaced()) {
            return refuse(
                    Guard.INEFFECTIVE,
                    "the last action could neither be carried out nor taken back; a person should look",
                    toldAt(abandoned.get().endedOrBegan().plus(STOPPED_FOR)));
        }
        Optional<Verdict> quarrel = quarrel(proposal);
        if (quarrel.isPresent()) {
            return quarrel.get();
        }
        List<Ledger.Entry> failures = failuresInARow();
        if (!proposal.up() || failures.size() < FAILURES_TO_STOP || personLooked(proposal, failures)) {
            return pass(Guard.INEFFECTIVE, failures.size() + " failed ups in a row");
        }
        Duration until = failures.get(0).endedOrBegan().plus(STOPPED_FOR);
        String detail = failures.size() + " ups in a row did not become healthy; a person should look";
        return ahead(until)
                ? refuse(Guard.INEFFECTIVE, detail, toldAt(until))
                : pass(Guard.INEFFECTIVE, "tries again after " + Words.of(STOPPED_FOR));
    }

    /** Two that undo each other never come to rest: after its second reversal the other one has its way, until a person looks. */
    private Optional<Verdict> quarrel(Proposal proposal) {
        List<Ledger.Entry> lately = situation.ledger().reversals(service.name()).stream()
                .filter(reversal -> ahead(reversal.began().plus(HOUR)))
                .toList();
        if (lately.size() < REVERSALS_TO_STOP || proposal.source().kind() == Source.Kind.MANUAL) {
            return Optional.empty();
        }
        Duration until = lately.get(lately.size() - 1).began().plus(STOPPED_FOR);
        String by = setBy.isEmpty() ? "" : " (" + setBy + ")";
        return Optional.of(
                ahead(until)
                        ? refuse(
                                Guard.INEFFECTIVE,
                                "somebody else has set the count back %d times in the last hour%s; it is left there"
                                        .formatted(lately.size(), by),
                                toldAt(until))
                        : pass(Guard.INEFFECTIVE, "tries again after " + Words.of(STOPPED_FOR)));
    }

    /** A person may try after failures, but a standing pin that itself keeps failing is stopped like any source. */
    private static boolean personLooked(Proposal proposal, List<Ledger.Entry> failures) {
        boolean asked = proposal.source().kind() == Source.Kind.MANUAL;
        boolean others = failures.stream()
                .limit(FAILURES_TO_STOP)
                .anyMatch(failure -> !failure.action().source().equals(proposal.source()));
        return asked || (proposal.byPerson() && others);
    }

    /** Of the cooldowns that the proposal must respect, the one that runs longest. */
    private static Optional<Cooldown> longest(
            Proposal proposal, BiFunction<String, Duration, Optional<Cooldown>> running) {
        return proposal.cooldowns().entrySet().stream()
                .flatMap(entry -> running.apply(entry.getKey(), entry.getValue()).stream())
                .max(Comparator.comparing(Cooldown::until));
    }

    private Optional<Cooldown> damped(String source, Duration cooldown) {
        int factor =
                FlapDamping.factor(actions, source, cooldown, situation.now().elapsed());
        return factor == 1 ? Optional.empty() : runningCooldown(source, cooldown, factor);
    }

    private Optional<Cooldown> runningCooldown(String source, Duration length, int factor) {
        return Cooldowns.running(
                situation.ledger(), service, new Cooldown.Length(source, length, factor), situation.now());
    }

    private Optional<Ledger.Entry> lastIfAbandoned() {
        return attempts.stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.action().result() == Action.Result.ABANDONED)
                .filter(last -> ahead(last.endedOrBegan().plus(STOPPED_FOR)));
    }

    /** The latest ups that ended, as long as they failed, newest first. */
    private List<Ledger.Entry> failuresInARow() {
        List<Ledger.Entry> newestFirst = new ArrayList<>(attempts);
        Collections.reverse(newestFirst);
        return newestFirst.stream()
                .filter(action -> action.up() && action.ended() != null)
                .takeWhile(action -> action.action().result() == Action.Result.FAILED)
                .toList();
    }

    /** Whether a time on the clock that only goes on lies ahead. */
    private boolean ahead(Duration time) {
        return situation.now().elapsed().compareTo(time) < 0;
    }

    private Instant toldAt(Duration time) {
        return situation.now().toldAt(time);
    }
}
