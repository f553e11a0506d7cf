package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.webhook.OneLine;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log which alerts begin and end, a line each; of a storm the first ones, and how many more there are. */
final class AlertLog {
    private static final Logger LOG = LoggerFactory.getLogger("Alert");
    private static final int MOST_LINES = 20;
    private static final int LONGEST = 80;

    private Set<String> before = Set.of();

    /** @param all that fire now */
    void look(Collection<Alert> all) {
        Set<String> now = all.stream().map(AlertLog::inWords).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!now.equals(before)) {
            tell("begins", minus(now, before));
            tell("has ended", minus(before, now));
            before = now;
        }
    }

    private static void tell(String what, List<String> alerts) {
        alerts.stream().limit(MOST_LINES).forEach(alert -> LOG.info("alert {} {}", alert, what));
        if (alerts.size() > MOST_LINES) {
            LOG.info("and {} more alerts, of which each {}", alerts.size() - MOST_LINES, what);
        }
    }

    private static List<String> minus(Set<String> all, Set<String> taken) {
        return all.stream().filter(each -> !taken.contains(each)).toList();
    }

    /** As "LLMQueueBuildup of worker-llm (scale up by queue_length)"; several of one rule and service are one. */
    private static String inWords(Alert alert) {
        return shown(alert.name())
                + label(alert, "service").map(name -> " of " + name).orElse("")
                + label(alert, "scale")
                        .map(scale -> " (scale " + scale
                                + label(alert, "trigger")
                                        .map(name -> " by " + name)
                                        .orElse("") + ")")
                        .orElse("");
    }

    private static Optional<String> label(Alert alert, String name) {
        return Optional.ofNullable(alert.label(name)).map(AlertLog::shown);
    }

    private static String shown(String text) {
        String line = OneLine.of(text);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
