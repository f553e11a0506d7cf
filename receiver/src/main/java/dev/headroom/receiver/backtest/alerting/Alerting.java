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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;

/** Alerting rules, from what they ask for to what Headroom's webhook is sent. */
public final class Alerting {

    private final Map<PlayedAlert, Group> alerts = new LinkedHashMap<>();
    private final Map<String, Set<String>> missing = new LinkedHashMap<>();
    private final Map<String, Set<String>> without = new LinkedHashMap<>();
    private final Firings firings = new Firings();

    /**
     * One alert of a rule.
     *
     * @param labels those that its expression leaves it, to which the rule adds its own
     * @param condition the value of the expression now; empty where it does not hold
     */
    public record Instance(AlertRule rule, Map<String, String> labels, Supplier<OptionalDouble> condition) {
        private PlayedAlert played() {
            Map<String, String> all = new LinkedHashMap<>(labels);
            all.remove("__name__");
            all.putAll(rule.labels());
            return new PlayedAlert(rule, all, condition);
        }
    }

    /**
     * Of alerts that are known.
     *
     * @param missing metrics and signals that cannot be told, with the alerts that ask for them
     */
    public Alerting(List<Instance> instances, Map<String, Set<String>> missing) {
        instances.forEach(instance ->
                alerts.put(instance.played(), new Group(instance.rule().delivery())));
        this.missing.putAll(missing);
    }

    /** Of the rules of one service, by its signals. */
    public Alerting(RuleSet rules, String service, Signals signals) {
        rules.signals().forEach(signal -> signals.record(signal.name(), signal.labels(), signal.expression()));
        for (AlertRule rule : rules.alerts()) {
            if (rule.isOf(service) && !tellsOfMissingSignals(rule)) {
                Map<String, Set<String>> lacks = signals.canHold(rule.expression()) ? without : missing;
                Signals.Query query = signals.query(
                        rule.expression(),
                        name -> lacks.computeIfAbsent(name, unknown -> new LinkedHashSet<>())
                                .add(rule.name()));
                Instance instance = new Instance(rule, Map.of(), () -> told(query.value()));
                alerts.put(instance.played(), new Group(rule.delivery()));
            }
        }
    }

    private static OptionalDouble told(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** No signal is ever missing here. */
    private static boolean tellsOfMissingSignals(AlertRule rule) {
        return "signals".equals(rule.labels().get("gate"));
    }

    /** Metrics and signals that cannot be told here, with the alerts that never fire without them. */
    public Map<String, Set<String>> missing() {
        return missing;
    }

    /** Such metrics and signals with the alerts that are played as if these were silent. */
    public Map<String, Set<String>> without() {
        return without;
    }

    /** Evaluates the rules whose turn it is {@code seconds} after the beginning, and tells what is sent then. */
    public List<AlertUpdate> step(long seconds, Instant now) {
        List<AlertUpdate> sent = new ArrayList<>();
        alerts.forEach((alert, group) -> {
            if (alert.due(seconds)) {
                Optional<Alert> firing = alert.evaluate(now);
                firings.note(alert, firing.isPresent(), now);
                group.hears(firing, now);
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

    /** When each rule's alerts fired up to now. */
    public Map<String, List<Firing>> firings() {
        return firings.all();
    }
}
