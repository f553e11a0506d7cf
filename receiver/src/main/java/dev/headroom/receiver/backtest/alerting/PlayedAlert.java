package dev.headroom.receiver.backtest.alerting;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import dev.headroom.receiver.wire.LabelHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One alert as Prometheus keeps it: inactive, pending, or firing since. */
final class PlayedAlert {

    private static final String REPLICAS = "replicas";

    private final AlertRule rule;
    private final Map<String, String> labels;
    private final Supplier<OptionalDouble> condition;
    private final Fingerprint fingerprint;
    private @Nullable Instant active;
    private @Nullable Instant lapsed;
    private @Nullable Alert firing;

    /**
     * One that is inactive.
     *
     * @param labels all that it has when it fires
     * @param condition the value of its expression now; empty where it does not hold
     */
    PlayedAlert(AlertRule rule, Map<String, String> labels, Supplier<OptionalDouble> condition) {
        this.rule = rule;
        this.labels = labels;
        this.condition = condition;
        this.fingerprint = new Fingerprint(LabelHash.of(labels));
    }

    AlertRule rule() {
        return rule;
    }

    /** Whether its group is evaluated at this many seconds. */
    boolean due(long seconds) {
        return seconds % Math.max(1, rule.interval().toSeconds()) == 0;
    }

    /** What fires after an evaluation at {@code now}; empty while it is inactive or pending. */
    Optional<Alert> evaluate(Instant now) {
        OptionalDouble value = condition.get();
        if (value.isEmpty()) {
            return lapses(now);
        }
        lapsed = null;
        Instant since = active == null ? now : active;
        active = since;
        Alert before = firing;
        if (before != null || Duration.between(since, now).compareTo(rule.pending()) >= 0) {
            Instant begun = before == null ? now : before.startsAt();
            firing = new Alert(fingerprint, labels, annotations(value.getAsDouble()), begun);
        }
        return Optional.ofNullable(firing);
    }

    /** What fires goes on as it was for {@code keep_firing_for} after its expression last held. */
    private Optional<Alert> lapses(Instant now) {
        Instant since = lapsed == null ? now : lapsed;
        if (firing != null && Duration.between(since, now).compareTo(rule.kept()) < 0) {
            lapsed = since;
            return Optional.of(firing);
        }
        active = null;
        lapsed = null;
        firing = null;
        return Optional.empty();
    }

    /** Only the one that Headroom reads. */
    private Map<String, String> annotations(double value) {
        String text = rule.annotations().get(REPLICAS);
        return text == null ? Map.of() : Map.of(REPLICAS, Template.fill(text, value));
    }
}
