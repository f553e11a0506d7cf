package dev.headroom.receiver.lint.cluster;

import dev.headroom.receiver.lint.Severity;
import java.util.Locale;

/**
 * Something that an installation lacks.
 *
 * @param subject what lacks it, as "app"; empty for the whole
 * @param message what is wrong, with what was found
 * @param remedy the lines to add, or what else to do
 */
public record Lack(Topic topic, Severity severity, String subject, String message, String remedy) {

    /** What was asked for. */
    public enum Topic {
        CONFIGURATION,
        RIGHTS,
        WORKLOAD,
        AUTOSCALER,
        PROBE,
        GRACE,
        LABELS,
        WATCHDOG,
        ROUTE
    }

    static Lack error(Topic topic, String subject, String message, String remedy) {
        return new Lack(topic, Severity.ERROR, subject, message, remedy);
    }

    static Lack warning(Topic topic, String subject, String message, String remedy) {
        return new Lack(topic, Severity.WARNING, subject, message, remedy);
    }

    /** As a finding of lint, with the subject in the place of a file. */
    @Override
    public String toString() {
        return (subject.isEmpty() ? "" : subject + ": ") + message + (remedy.isEmpty() ? "" : "; " + remedy) + " ["
                + topic.name().toLowerCase(Locale.ROOT)
                + (severity == Severity.WARNING ? ", warning]" : "]");
    }
}
