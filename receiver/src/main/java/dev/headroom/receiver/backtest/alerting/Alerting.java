package dev.headroom.receiver.backtest.alerting;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.backtest.signal.Signals;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The alerting rules of one service, from its signals to what Headroom's webhook is sent. */
public final class Alerting {

    private final Map<PlayedAlert, Group> alerts = new LinkedHashMap<>();
    private final Map<String, Set<String>> missing = new LinkedHashMap<>();

    public Alerting(RuleSet rules, String service, Signals signals) {
        rules.signals().forEach(signal -> signals.record(signal.name(), signal.labels(), signal.expression()));
        for (AlertRule rule : rules.alerts()) {
            if (rule.isOf(service) && !tellsOfMissingSignals(rule)) {
                Signals.Query query = signals.query(
                        rule.expression(),
                        name -> missing.computeIfAbsent(name, unknown -> new LinkedHashSet<>())
                                .add(rule.name()));
                alerts.put(new PlayedAlert(rule, query), new Group(rule.delivery()));
            }
        }
    }

    /** No signal is ever missing here. */
    private static boolean tellsOfMissingSignals(AlertRule rule) {
        return "signals".equals(rule.labels().get("gate"));
    }

    /** Metrics and signals that cannot be told here, with the alerts that ask for them. */
    public Map<String, Set<String>> missing() {
        return missing;
    }

    /** Evaluates the rules whose turn it is {@code seconds} after the beginning, and tells what is sent then. */
    public List<AlertUpdate> step(long seconds, Instant now) {
        List<AlertUpdate> sent = new ArrayList<>();
        alerts.forEach((alert, group) -> {
            if (alert.due(seconds)) {
                group.hears(alert.evaluate(now), now);
            }
            group.flush(now).ifPresent(sent::add);
        });
        return sent;
    }

    /** What Alertmanager's own API lists as firing. */
    public List<Alert> active() {
        return alerts.values().stream()
                .flatMap(group -> group.active().stream())
                .toList();
    }
}
