package dev.headroom.receiver.init;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the signals of the shipped rules are made of. */
record Ingredients(Shipped shipped) {
    /** The metrics, under the product's names, that a signal is made of and that nobody tells of a service. */
    Set<String> lacking(Service service, String signal) {
        Set<String> seen = new TreeSet<>();
        Deque<Recording> open = shipped.signals().stream()
                .filter(rule -> rule.name().startsWith("service:" + signal + ":"))
                .collect(Collectors.toCollection(ArrayDeque::new));
        while (!open.isEmpty()) {
            open.pop()
                    .reads()
                    .filter(seen::add)
                    .forEach(name -> shipped.signals().stream()
                            .filter(rule -> rule.name().equals(name))
                            .forEach(open::push));
        }
        seen.retainAll(shipped.metrics());
        seen.removeIf(service.reach()::has);
        return seen;
    }
}
