package dev.headroom.receiver.lint;

import java.util.List;
import java.util.stream.Stream;

/** What a change of the files changes in behaviour, in words. */
public final class Difference {
    private Difference() {}

    /** A line for each change: alerts, signals, policy, then routes and settings. */
    public static List<String> between(Tree before, Tree after) {
        List<String> unreadable = Stream.concat(before.broken().stream(), after.broken().stream())
                .map(finding -> "cannot be compared: " + finding)
                .toList();
        List<String> changes = Stream.of(
                        new AlertDifference(before, after).lines(),
                        new SignalDifference(before, after).lines(),
                        new PolicyDifference(before, after).lines(),
                        new RouteDifference(before, after).lines())
                .flatMap(lines -> lines)
                .toList();
        List<String> all = Stream.concat(unreadable.stream(), changes.stream()).toList();
        return all.isEmpty() ? List.of("No change in behaviour.") : all;
    }
}
