package dev.headroom.receiver.decision;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the firing alerts of a service's triggers wish for (spec 1.1 to 1.3). */
final class TriggerProposals {

    private static final Priority DEFAULT = Priority.P2;
    private static final Map<String, Priority> PRIORITIES =
            Stream.of(Priority.values()).collect(toUnmodifiableMap(Priority::name, Function.identity()));

    private final Standing standing;
    private final Map<String, Map<String, List<Alert>>> byTriggerAndScale;

    /** The alerts are those labelled with the service. */
    TriggerProposals(Standing standing, List<Alert> alerts) {
        this.standing = standing;
        this.byTriggerAndScale = alerts.stream()
                .collect(groupingBy(
                        alert -> alert.labels().getOrDefault("trigger", ""),
                        groupingBy(alert -> alert.labels().getOrDefault("scale", ""))));
    }

    List<Proposal> all() {
        List<Proposal> all = new ArrayList<>();
        for (Trigger trigger : service().triggers().values()) {
            up(trigger).ifPresent(all::add);
            down(trigger).ifPresent(all::add);
            all.addAll(to(trigger));
        }
        return all;
    }

    private Optional<Proposal> up(Trigger trigger) {
        return propose(trigger, firing(trigger, "up"), standing.oneMore());
    }

    private Optional<Proposal> down(Trigger trigger) {
        boolean may = !trigger.upOnly() && enoughAgreeToGoDown();
        return may ? propose(trigger, firing(trigger, "down"), standing.oneLess()) : Optional.empty();
    }

    private List<Proposal> to(Trigger trigger) {
        List<Proposal> found = new ArrayList<>();
        for (Alert alert : firing(trigger, "to")) {
            ReplicasAnnotation.read(alert)
                    .filter(wanted -> wanted > standing.current() || mayGoDown(trigger, wanted))
                    .flatMap(wanted -> propose(trigger, List.of(alert), wanted))
                    .ifPresent(found::add);
        }
        return found;
    }

    private boolean mayGoDown(Trigger trigger, int wanted) {
        return wanted < standing.current() && !trigger.upOnly();
    }

    private Optional<Proposal> propose(Trigger trigger, List<Alert> because, int wanted) {
        if (because.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(standing.propose(
                Source.trigger(trigger.name()),
                mostUrgent(because),
                wanted,
                because,
                Map.of(trigger.name(), trigger.cooldown())));
    }

    private boolean enoughAgreeToGoDown() {
        return service().scaleDown().when() == ScaleDownWhen.ANY
                || service().triggers().values().stream()
                        .filter(trigger -> !trigger.upOnly())
                        .noneMatch(trigger -> firing(trigger, "down").isEmpty());
    }

    private List<Alert> firing(Trigger trigger, String scale) {
        return byTriggerAndScale.getOrDefault(trigger.name(), Map.of()).getOrDefault(scale, List.of());
    }

    private ServicePolicy service() {
        return standing.service();
    }

    private static Priority mostUrgent(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> PRIORITIES.getOrDefault(alert.labels().getOrDefault("priority", ""), DEFAULT))
                .min(Priority::compareTo)
                .orElse(DEFAULT);
    }
}
