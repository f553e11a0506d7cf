package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.webhook.OneLine;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log which alerts begin and end, a line each; of a storm the first ones, and how many more there are. */
final class AlertLog {
    private static final Logger LOG = LoggerFactory.getLogger("Alert");
    private static final int MOST_LINES = 20;

    private Set<Told> before = Set.of();

    /** What tells one from another here: several of one rule and service are one. */
    private record Told(
            @Nullable String name,
            @Nullable String service,
            @Nullable String scale,
            @Nullable String trigger) {
        static Told of(Alert alert) {
            return new Told(alert.name(), alert.label("service"), alert.label("scale"), alert.label("trigger"));
        }

        /** As "LLMQueueBuildup of worker-llm (scale up by queue_length)". */
        String inWords() {
            String by = trigger == null ? "" : " by " + OneLine.brief(trigger);
            return OneLine.brief(name)
                    + (service == null ? "" : " of " + OneLine.brief(service))
                    + (scale == null ? "" : " (scale " + OneLine.brief(scale) + by + ")");
        }
    }

    /** @param all that fire now; put into words are those only that are told */
    void look(Collection<Alert> all) {
        Set<Told> now = all.stream().map(Told::of).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!now.equals(before)) {
            tell("begins", minus(now, before));
            tell("has ended", minus(before, now));
            before = now;
        }
    }

    private static void tell(String what, List<Told> alerts) {
        alerts.stream().limit(MOST_LINES).forEach(alert -> LOG.info("alert {} {}", alert.inWords(), what));
        if (alerts.size() > MOST_LINES) {
            LOG.info("and {} more alerts, of which each {}", alerts.size() - MOST_LINES, what);
        }
    }

    private static List<Told> minus(Set<Told> all, Set<Told> taken) {
        return all.stream().filter(each -> !taken.contains(each)).toList();
    }
}
