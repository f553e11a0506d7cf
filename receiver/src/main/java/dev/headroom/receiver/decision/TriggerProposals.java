package dev.headroom.receiver.decision;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.decision.Proposal.Wish;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the firing alerts of a service's triggers wish for (spec 1.1 to 1.3), and those whose end is not proven. */
final class TriggerProposals {

    private static final Priority DEFAULT = Priority.P2;
    private final Standing standing;
    private final List<Alert> keeping;
    private final Map<String, Map<String, List<Alert>>> byTriggerAndScale;

    TriggerProposals(Standing standing, FiringAlerts alerts) {
        this.standing = standing;
        String service = standing.service().name();
        Map<Boolean, List<Alert>> byUse = alerts.of(service).stream()
                .collect(partitioningBy(
                        alert -> Unusable.of(alert, standing.service()).isEmpty()));
        this.keeping = Stream.concat(
                        alerts.ending().stream().filter(alert -> service.equals(alert.label("service"))),
                        byUse.getOrDefault(false, List.of()).stream())
                .filter(this::keepsTheCount)
                .toList();
        this.byTriggerAndScale = byUse.getOrDefault(true, List.of()).stream()
                .collect(groupingBy(
                        alert -> alert.labels().getOrDefault("trigger", ""),
                        groupingBy(alert -> alert.labels().getOrDefault("scale", ""))));
    }

    private boolean keepsTheCount(Alert alert) {
        return Unusable.of(alert, standing.service())
                .map(Unusable::keepsTheCount)
                .orElse(true);
    }

    List<Proposal> all() {
        List<Proposal> all = new ArrayList<>();
        for (Trigger trigger : service().triggers().values()) {
            up(trigger).ifPresent(all::add);
            down(trigger).ifPresent(all::add);
            all.addAll(to(trigger));
            all.addAll(defended(trigger));
        }
        return all;
    }

    private Optional<Proposal> up(Trigger trigger) {
        return wish(trigger, firing(trigger, "up"), Wish.MORE, standing.oneMore());
    }

    private Optional<Proposal> down(Trigger trigger) {
        return enoughAgreeToGoDown()
                ? wish(trigger, firing(trigger, "down"), Wish.FEWER, standing.oneLess())
                : Optional.empty();
    }

    private List<Proposal> to(Trigger trigger) {
        Wish wish = trigger.upOnly() ? Wish.LEAST : Wish.LEVEL;
        return firing(trigger, "to").stream()
                .flatMap(alert ->
                        ReplicasAnnotation.read(alert)
                                .flatMap(wanted -> wish(trigger, List.of(alert), wish, wanted))
                                .stream())
                .toList();
    }

    /** What may still fire, and what fires and is not wholly understood, asks for no more, and gives none away. */
    private List<Proposal> defended(Trigger trigger) {
        return keeping.stream()
                .filter(alert -> trigger.name().equals(alert.label("trigger")))
                .flatMap(alert -> keeps(alert).stream()
                        .flatMap(count -> wish(trigger, List.of(alert), Wish.LEAST, count).stream()))
                .toList();
    }

    private Optional<Integer> keeps(Alert ended) {
        return switch (ended.labels().getOrDefault("scale", "")) {
            case "up" -> Optional.of(standing.current());
            case "to" -> ReplicasAnnotation.read(ended).map(wanted -> Math.min(wanted, standing.current()));
            default -> Optional.empty();
        };
    }

    private Optional<Proposal> wish(Trigger trigger, List<Alert> because, Wish wish, int wanted) {
        if (because.isEmpty()) {
            return Optional.empty();
        }
        Standing.Author author = new Standing.Author(
                Source.trigger(trigger.name()),
                mostUrgent(because),
                because,
                Map.of(trigger.name(), trigger.cooldown()));
        return Optional.of(standing.wish(author, wish, wanted));
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
                .map(alert ->
                        Priority.of(alert.labels().getOrDefault("priority", "")).orElse(DEFAULT))
                .min(Priority::compareTo)
                .orElse(DEFAULT);
    }
}
