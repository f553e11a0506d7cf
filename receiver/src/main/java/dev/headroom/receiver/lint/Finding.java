package dev.headroom.receiver.lint;

import java.util.Comparator;

/**
 * One thing that a pull request should not bring in.
 *
 * @param rule short name of what was checked, like {@code not-routed}
 * @param message what is wrong, with the values found
 * @param remedy what to do about it
 */
public record Finding(Place place, String rule, String message, String remedy) implements Comparable<Finding> {
    private static final Comparator<Finding> BY_PLACE = Comparator.comparing(
                    (Finding finding) -> finding.place().file())
            .thenComparingInt(finding -> finding.place().line())
            .thenComparingInt(finding -> finding.place().column())
            .thenComparing(Finding::rule)
            .thenComparing(Finding::message);

    @Override
    public int compareTo(Finding other) {
        return BY_PLACE.compare(this, other);
    }

    /** {@code file:line:column: message; remedy [rule]}. */
    @Override
    public String toString() {
        return place + ": " + message + "; " + remedy + " [" + rule + "]";
    }
}
