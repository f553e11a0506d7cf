package dev.headroom.receiver.metrics;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Unusable;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Locale;

/** Counts what comes of evaluations. Label values are services, reasons and phases: never a word from a payload. */
final class OutcomeMetrics implements Outcomes {

    private final Counter decisions;
    private final Counter actions;
    private final Counter refused;
    private final Histogram steps;
    private final Histogram alertToAction;

    /** @param refused alerts, by reason */
    OutcomeMetrics(PrometheusRegistry registry, Counter refused) {
        this.refused = refused;
        decisions = Counter.builder()
                .name("headroom_decisions_total")
                .help("Judgements of a service, one an evaluation.")
                .labelNames("service", "outcome", "reason")
                .register(registry);
        actions = Counter.builder()
                .name("headroom_scaling_actions_total")
                .help("Scaling actions that ended: done, failed (the count before was restored) or cancelled.")
                .labelNames("service", "direction", "outcome")
                .register(registry);
        steps = Histogram.builder()
                .name("headroom_scaling_step_seconds")
                .help("How long a step of a rollout took, in seconds.")
                .labelNames("service", "step")
                .classicUpperBounds(.1, .5, 1, 5, 15, 30, 60, 120, 180, 300, 600)
                .classicOnly()
                .register(registry);
        alertToAction = Histogram.builder()
                .name("headroom_alert_to_action_seconds")
                .help("From the webhook that brought the latest alert behind an action to its start, in seconds.")
                .classicUpperBounds(.01, .05, .1, .5, 1, 5, 15, 60, 300, 900)
                .classicOnly()
                .register(registry);
    }

    @Override
    public void decided(Explanation explanation) {
        decisions
                .labelValues(
                        explanation.service(),
                        lower(explanation.outcome()),
                        explanation.reason().word())
                .inc();
    }

    @Override
    public void refused(Unusable why) {
        refused.labelValues(why.kind().word()).inc();
    }

    @Override
    public void started(Action action, Duration sinceAlert) {
        if (!sinceAlert.isNegative()) {
            alertToAction.observe(seconds(sinceAlert));
        }
    }

    @Override
    public void moved(Rollout before, Rollout after) {
        Duration took = Duration.between(before.since(), after.since());
        steps.labelValues(before.service(), lower(before.phase())).observe(Math.max(0, seconds(took)));
        if (after.phase().ended()) {
            ended(after.action(), after.phase());
        }
    }

    private void ended(Action action, Phase phase) {
        actions.labelValues(action.service(), lower(action.direction()), lower(phase))
                .inc();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
