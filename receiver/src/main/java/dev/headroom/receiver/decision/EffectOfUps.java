package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether more replicas help. A source of ups whose alert goes on through two ups that became healthy, or for whose up
 * there was no room for an hour, while nothing says that the service is loaded, is not believed any more, until its alert has
 * ended once, or load is seen.
 */
public final class EffectOfUps {

    private static final int UPS = 2;
    private static final Duration WITHOUT_ROOM = Duration.ofHours(1);
    private static final Set<Guard> ROOM = EnumSet.of(Guard.OBSTACLE, Guard.VRAM, Guard.MATRIX, Guard.BOUNDS);

    private final ScalingPolicy policy;
    private final Situation situation;
    private final Proposals proposals;
    private final ServicePolicy service;
    private final ServiceState state;

    private EffectOfUps(
            ScalingPolicy policy, Situation situation, Proposals proposals, ServicePolicy service, ServiceState state) {
        this.policy = policy;
        this.situation = situation;
        this.proposals = proposals;
        this.service = service;
        this.state = state;
    }

    /** What is to be remembered now; what was remembered is in the situation. */
    public static Trials judge(ScalingPolicy policy, Situation situation) {
        SortedMap<String, SortedMap<String, Trial>> next = new TreeMap<>();
        Proposals proposals = new Proposals(policy, situation);
        policy.services().forEach((name, service) -> {
            ServiceState state = situation.services().get(name);
            next.put(
                    name,
                    state == null
                            ? situation.trials().of(name)
                            : new EffectOfUps(policy, situation, proposals, service, state).judge());
        });
        return new Trials(next);
    }

    private SortedMap<String, Trial> judge() {
        SortedMap<String, Trial> before = situation.trials().of(service.name());
        boolean quiet =
                before.isEmpty() && situation.firing().of(service.name()).isEmpty() && !mayBeRaisedByRows();
        if (quiet || !tellsOfLoad() || isLoaded()) {
            return Collections.emptySortedMap();
        }
        List<Proposal> asking = proposals.fromAlerts(service, state).stream()
                .filter(Proposal::restsOnUps)
                .toList();
        SortedMap<String, Trial> next = new TreeMap<>();
        if (!isClear()) {
            next.putAll(before);
            next.values().removeIf(trial -> trial.doubt() == null);
            asking.stream()
                    .filter(up -> !isJudged(up))
                    .forEach(up -> next.remove(up.source().name()));
        }
        asking.stream()
                .filter(this::isJudged)
                .collect(Collectors.groupingBy(up -> up.source().name()))
                .forEach((source, wishes) -> next.put(source, next(before.get(source), wishes)));
        return next;
    }

    /** Whether the service has a trigger that would say that it is loaded. */
    private boolean tellsOfLoad() {
        return service.triggers().values().stream().anyMatch(trigger -> trigger.benefit() == Benefit.LOAD);
    }

    /** Whether a row may scale it up, whose alerts may be of other services. */
    private boolean mayBeRaisedByRows() {
        return !situation.firing().all().isEmpty()
                && policy.rows(service).anyMatch(row -> row.then().get(service.name()) instanceof Effect.ScaleUp);
    }

    /** Whether an alert says that it is loaded. */
    private boolean isLoaded() {
        return situation.firing().of(service.name()).stream().anyMatch(this::tellsOfLoad);
    }

    private boolean tellsOfLoad(Alert alert) {
        return service.name().equals(alert.label("service"))
                && benefit(alert).equals(Optional.of(Benefit.LOAD))
                && asksForAsMany(alert);
    }

    private boolean asksForAsMany(Alert alert) {
        return switch (alert.labels().getOrDefault("scale", "")) {
            case "up" -> true;
            case "to" ->
                ReplicasAnnotation.read(alert)
                        .map(wanted -> wanted >= state.desired())
                        .orElse(true);
            default -> false;
        };
    }

    /** Of the trigger that an alert names, whichever service's; empty for an alert that is of none. */
    private Optional<Benefit> benefit(Alert alert) {
        return Optional.ofNullable(policy.service(alert.labels().getOrDefault("service", "")))
                .map(of -> of.triggers().get(alert.labels().getOrDefault("trigger", "")))
                .map(Trigger::benefit);
    }

    private boolean isJudged(Proposal up) {
        return up.because().stream().allMatch(alert -> benefit(alert).equals(Optional.of(Benefit.JUDGED)));
    }

    private Trial next(@Nullable Trial before, List<Proposal> wishes) {
        Set<String> alerts = wishes.stream()
                .flatMap(wish -> wish.because().stream())
                .map(alert -> alert.fingerprint().value() + "@" + alert.startsAt())
                .collect(Collectors.toSet());
        boolean goesOn = before != null && before.goesOn(alerts);
        if (before != null && goesOn && before.doubt() != null) {
            return before.with(alerts);
        }
        return before != null && goesOn && isClear()
                ? judged(new Trial(alerts, before.after(), noRoom(before, wishes), null))
                : new Trial(alerts, situation.ledger().latest(service.name()), noRoom(null, wishes), null);
    }

    private Trial judged(Trial trial) {
        boolean twoUps = situation.ledger().healthyUps(service.name(), trial.after()) >= UPS;
        boolean shutOut =
                trial.noRoom() != null && situation.now().since(trial.noRoom()).compareTo(WITHOUT_ROOM) >= 0;
        return twoUps ? doubted(trial, Trial.Cause.TWO_UPS) : shutOut ? doubted(trial, Trial.Cause.NO_ROOM) : trial;
    }

    private Trial doubted(Trial trial, Trial.Cause cause) {
        return new Trial(
                trial.alerts(),
                trial.after(),
                null,
                new Trial.Doubt(cause, situation.now().wall()));
    }

    /** Since when there is no room for its up; what is not known to be so ends it. */
    private @Nullable Moment noRoom(@Nullable Trial before, List<Proposal> wishes) {
        Guards guards = new Guards(policy, situation);
        boolean refused = wishes.stream()
                .filter(Proposal::up)
                .flatMap(up -> guards.judge(up, state).stream())
                .anyMatch(verdict -> verdict.refused() && ROOM.contains(verdict.guard()));
        if (!refused || !isClear()) {
            return null;
        }
        return before == null || before.noRoom() == null ? situation.now() : before.noRoom();
    }

    /** Whether load that is not told of has ended, or never was: else nothing is concluded. */
    private boolean isClear() {
        return situation.evidence().look(situation.now()).sight() == Evidence.Sight.CLEAR
                && situation.firing().ending().stream().noneMatch(this::tellsOfLoad)
                && situation.firing().with("gate", "signals").stream()
                        .noneMatch(alert -> service.name().equals(alert.label("service")));
    }
}
