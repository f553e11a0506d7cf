package dev.headroom.receiver.lint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Signals that are computed in another way, with the alerts that read them, or at other times. */
record SignalDifference(Tree before, Tree after) {

    Stream<String> lines() {
        Set<String> names = new LinkedHashSet<>();
        Stream.of(after, before)
                .flatMap(tree -> tree.rules().signals().stream())
                .map(Signal::name)
                .forEach(names::add);
        Stream<String> others = names.stream()
                .filter(name -> !computed(before, name).equals(computed(after, name)))
                .map(name -> "signal " + name + what(name) + readers(name));
        return Stream.concat(others, rhythms(names));
    }

    /** A line for each change of an interval, which is one for a whole group. */
    private Stream<String> rhythms(Set<String> names) {
        Map<String, List<String>> changed = names.stream()
                .filter(name ->
                        intervals(before, name).size() == intervals(after, name).size())
                .filter(name -> !intervals(before, name).equals(intervals(after, name)))
                .collect(Collectors.groupingBy(
                        name -> rhythm(before, name) + " -> " + rhythm(after, name),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return changed.entrySet().stream()
                .map(change ->
                        "evaluated every " + change.getKey() + ": signal " + String.join(", ", change.getValue()));
    }

    private static String rhythm(Tree tree, String name) {
        return intervals(tree, name).stream().distinct().map(Durations::words).collect(Collectors.joining(", "));
    }

    private static List<Duration> intervals(Tree tree, String name) {
        return tree.rules().named(name).stream().map(Signal::interval).toList();
    }

    private static List<String> computed(Tree tree, String name) {
        return tree.rules().named(name).stream()
                .map(signal -> signal.expression().text()
                        + signal.labels().entrySet().stream()
                                .map(label ->
                                        label.getKey() + "=" + label.getValue().text())
                                .sorted()
                                .toList())
                .toList();
    }

    private String what(String name) {
        if (before.rules().named(name).isEmpty()) {
            return " is new";
        }
        return after.rules().named(name).isEmpty() ? " is gone" : " is computed in another way";
    }

    private String readers(String name) {
        String alerts = after.rules().alerts().stream()
                .filter(alert -> alert.expression().metrics().contains(name))
                .map(Alert::name)
                .collect(Collectors.joining(", "));
        return alerts.isEmpty() ? "" : ", read by " + alerts;
    }
}
