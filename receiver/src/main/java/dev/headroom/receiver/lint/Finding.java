package dev.headroom.receiver.lint;

import java.util.Comparator;

/**
 * One thing that a pull request should not bring in.
 *
 * @param message what is wrong, with the values found
 * @param remedy what to do about it
 */
public record Finding(Place place, Rule rule, Severity severity, String message, String remedy)
        implements Comparable<Finding> {
    private static final Comparator<Finding> BY_PLACE = Comparator.comparing(
                    (Finding finding) -> finding.place().file())
            .thenComparingInt(finding -> finding.place().line())
            .thenComparingInt(finding -> finding.place().column())
            .thenComparing(finding -> finding.rule().id())
            .thenComparing(Finding::message);

    public Finding {
        message = onOneLine(message);
        remedy = onOneLine(remedy);
    }

    private static String onOneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** As bad as its rule says. */
    public Finding(Place place, Rule rule, String message, String remedy) {
        this(place, rule, rule.severity(), message, remedy);
    }

    Finding asWarning() {
        return new Finding(place, rule, Severity.WARNING, message, remedy);
    }

    @Override
    public int compareTo(Finding other) {
        return BY_PLACE.compare(this, other);
    }

    /** {@code file:line:column: message; remedy [rule]}, and of a warning that it is one. */
    @Override
    public String toString() {
        return place + ": " + message + "; " + remedy + " [" + rule.id()
                + (severity == Severity.WARNING ? ", warning]" : "]");
    }
}
