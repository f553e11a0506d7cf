package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long the requests of a trace take where none waits: a threshold of latency below that is met by no number of replicas. */
final class WorkTimes {

    private static final Pattern LATENCY = Pattern.compile(
            "service:(?:http_request|llm_task)_duration_seconds:p([0-9]{2})_[0-9a-z]+(?:\\{[^}]*})? *> *([0-9.]+).*");

    private final double[] sorted;

    WorkTimes(Trace trace) {
        this.sorted =
                trace.requests().stream().mapToDouble(Request::work).sorted().toArray();
    }

    /** The alerts that scale up a service by a latency which it has while it is idle, each in a sentence. */
    List<String> outOfReach(RuleSet rules, String service) {
        return rules.alerts().stream()
                .filter(alert ->
                        alert.isOf(service) && "up".equals(alert.labels().get("scale")))
                .flatMap(alert -> outOfReach(alert).stream())
                .toList();
    }

    private Optional<String> outOfReach(AlertRule alert) {
        Matcher latency = LATENCY.matcher(alert.expression());
        if (sorted.length == 0 || !latency.matches()) {
            return Optional.empty();
        }
        int share = Integer.parseInt(latency.group(1));
        double work = sorted[Math.min(sorted.length - 1, sorted.length * share / 100)];
        return work <= Double.parseDouble(latency.group(2))
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s: %d of 100 requests take up to %.1f s where none waits, more than its threshold of %s s;"
                                + " no number of replicas lowers that",
                        alert.name(),
                        share,
                        work,
                        latency.group(2)));
    }
}
