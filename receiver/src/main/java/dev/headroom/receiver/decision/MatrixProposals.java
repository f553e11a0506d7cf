package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.decision.Proposal.Wish;
import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the rules of the decision matrix wish for (spec 4.1), and those of which it is not proven that they ended. */
final class MatrixProposals {

    private final Standing standing;
    private final FiringAlerts firing;
    private final Condition.Scene scene;
    private final Condition.Scene lately;

    /** @param scene what the conditions are held against */
    MatrixProposals(Standing standing, FiringAlerts firing, Condition.Scene scene) {
        this.standing = standing;
        this.firing = firing;
        this.scene = scene;
        this.lately = new Condition.Scene(scene.firing(), firing::mayFire, scene.window());
    }

    List<Proposal> all(List<MatrixRule> rules) {
        return rules.stream().flatMap(rule -> wish(rule).stream()).toList();
    }

    private Optional<Proposal> wish(MatrixRule rule) {
        Effect effect = rule.then().get(standing.service().name());
        if (effect == null) {
            return Optional.empty();
        }
        return rule.when().holds(scene)
                ? wish(effect).map(wish -> wish(rule, wish, wanted(effect)))
                : keeps(effect)
                        .filter(count -> rule.when().mayHold(lately))
                        .map(count -> wish(rule, Wish.LEAST, count));
    }

    private Proposal wish(MatrixRule rule, Wish wish, int wanted) {
        List<Alert> because = rule.when().because(scene).stream()
                .flatMap(name -> firing.named(name).stream())
                .toList();
        Standing.Author author =
                new Standing.Author(Source.matrix(rule.name()), rule.priority(), because, cooldowns(rule, because));
        return standing.wish(author, wish, wanted);
    }

    private static Optional<Wish> wish(Effect effect) {
        if (effect instanceof Effect.HoldScaleUp) {
            return Optional.empty();
        }
        if (effect instanceof Effect.ScaleUp) {
            return Optional.of(Wish.MORE);
        }
        return Optional.of(effect instanceof Effect.ScaleDown ? Wish.FEWER : Wish.LEVEL);
    }

    private int wanted(Effect effect) {
        if (effect instanceof Effect.ScaleUp) {
            return standing.oneMore();
        }
        if (effect instanceof Effect.ScaleDown) {
            return standing.oneLess();
        }
        return effect instanceof Effect.ScaleTo to
                ? to.replicas()
                : standing.service().replicas().min();
    }

    /** What a rule that may still hold gives away none of; it asks for no more. */
    private Optional<Integer> keeps(Effect effect) {
        if (effect instanceof Effect.ScaleUp) {
            return Optional.of(standing.current());
        }
        return effect instanceof Effect.ScaleTo to
                ? Optional.of(Math.min(to.replicas(), standing.current()))
                : Optional.empty();
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
