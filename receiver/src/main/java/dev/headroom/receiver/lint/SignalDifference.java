package dev.headroom.receiver.lint;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Signals that are computed in another way, with the alerts that read them. */
record SignalDifference(Tree before, Tree after) {

    Stream<String> lines() {
        Set<String> names = new LinkedHashSet<>();
        Stream.of(after, before)
                .flatMap(tree -> tree.rules().signals().stream())
                .map(Signal::name)
                .forEach(names::add);
        return names.stream()
                .filter(name -> !computed(before, name).equals(computed(after, name)))
                .map(name -> "signal " + name + what(name) + readers(name));
    }

    private static List<String> computed(Tree tree, String name) {
        return tree.rules().named(name).stream()
                .map(signal -> signal.expression().text()
                        + signal.labels().values().stream().map(Yaml::text).toList())
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
