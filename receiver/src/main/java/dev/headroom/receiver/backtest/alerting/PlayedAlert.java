package dev.headroom.receiver.backtest.alerting;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.backtest.signal.Signals;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import dev.headroom.receiver.wire.LabelHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One alert as Prometheus keeps it: inactive, pending, or firing since. */
final class PlayedAlert {

    private static final String REPLICAS = "replicas";

    private final AlertRule rule;
    private final Signals.Query query;
    private final Fingerprint fingerprint;
    private @Nullable Instant active;
    private @Nullable Alert firing;

    PlayedAlert(AlertRule rule, Signals.Query query) {
        this.rule = rule;
        this.query = query;
        this.fingerprint = new Fingerprint(LabelHash.of(rule.labels()));
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
        double value = query.value();
        if (Double.isNaN(value)) {
            active = null;
            firing = null;
            return Optional.empty();
        }
        Instant since = active == null ? now : active;
        active = since;
        if (firing != null || Duration.between(since, now).compareTo(rule.pending()) >= 0) {
            firing =
                    new Alert(fingerprint, rule.labels(), annotations(value), firing == null ? now : firing.startsAt());
        }
        return Optional.ofNullable(firing);
    }

    /** Only the one that Headroom reads. */
    private Map<String, String> annotations(double value) {
        String text = rule.annotations().get(REPLICAS);
        return text == null ? Map.of() : Map.of(REPLICAS, Template.fill(text, value));
    }
}
