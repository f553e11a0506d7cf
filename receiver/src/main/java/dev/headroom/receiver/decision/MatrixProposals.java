package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the rules of the decision matrix wish for (spec 4.1). */
final class MatrixProposals {

    private final Standing standing;
    private final FiringAlerts firing;
    private final Condition.Scene scene;

    MatrixProposals(Standing standing, FiringAlerts firing, Condition.Scene scene) {
        this.standing = standing;
        this.firing = firing;
        this.scene = scene;
    }

    List<Proposal> all(List<MatrixRule> rules) {
        return rules.stream().flatMap(rule -> propose(rule).stream()).toList();
    }

    private Optional<Proposal> propose(MatrixRule rule) {
        Effect effect = rule.then().get(standing.service().name());
        if (effect == null || !rule.when().holds(scene)) {
            return Optional.empty();
        }
        int wanted = wanted(effect);
        return wanted == standing.current() ? Optional.empty() : Optional.of(propose(rule, wanted));
    }

    private Proposal propose(MatrixRule rule, int wanted) {
        List<Alert> because = rule.when().because(scene).stream()
                .flatMap(name -> firing.named(name).stream())
                .toList();
        return standing.propose(Source.matrix(rule.name()), rule.priority(), wanted, because, cooldowns(rule, because));
    }

    private int wanted(Effect effect) {
        if (effect instanceof Effect.ScaleUp) {
            return standing.oneMore();
        }
        if (effect instanceof Effect.ScaleDown) {
            return standing.oneLess();
        }
        if (effect instanceof Effect.ScaleToMin) {
            return standing.service().replicas().min();
        }
        return effect instanceof Effect.ScaleTo to ? to.replicas() : standing.current();
    }

    /**
     * A rule's own cooldown, and those of this service's triggers that made it true: otherwise a rule with a short
     * cooldown would undo the cooldowns that the spec gives its triggers.
     */
    private Map<String, Duration> cooldowns(MatrixRule rule, List<Alert> because) {
        Map<String, Duration> cooldowns = new LinkedHashMap<>();
        cooldowns.put(rule.name(), rule.cooldown());
        because.stream()
                .filter(alert -> standing.service().name().equals(alert.label("service")))
                .map(alert -> standing.service().triggers().get(alert.labels().getOrDefault("trigger", "")))
                .filter(Objects::nonNull)
                .forEach(trigger -> cooldowns.put(trigger.name(), trigger.cooldown()));
        return cooldowns;
    }
}
