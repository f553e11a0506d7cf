package dev.headroom.receiver.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** When a matrix rule holds: over names of firing alerts and the name of the schedule's window. */
public sealed interface Condition {

    boolean holds(Set<String> firing, String window);

    /** The names of firing alerts that make this true; empty where it is false or true without any. */
    default List<String> because(Set<String> firing, String window) {
        return List.of();
    }

    /** An alert of this name fires. */
    record Firing(String alert) implements Condition {
        @Override
        public boolean holds(Set<String> firing, String window) {
            return firing.contains(alert);
        }

        @Override
        public List<String> because(Set<String> firing, String window) {
            return holds(firing, window) ? List.of(alert) : List.of();
        }
    }

    /** The schedule's window has this name. */
    record InWindow(String name) implements Condition {
        @Override
        public boolean holds(Set<String> firing, String window) {
            return name.equals(window);
        }
    }

    /** Every part holds. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(Set<String> firing, String window) {
            return parts.stream().allMatch(part -> part.holds(firing, window));
        }

        @Override
        public List<String> because(Set<String> firing, String window) {
            return holds(firing, window) ? union(parts, firing, window) : List.of();
        }
    }

    /** At least one part holds. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(Set<String> firing, String window) {
            return parts.stream().anyMatch(part -> part.holds(firing, window));
        }

        @Override
        public List<String> because(Set<String> firing, String window) {
            return union(parts, firing, window);
        }
    }

    /** The part does not hold; an absence, so it names no alert. */
    record Not(Condition part) implements Condition {
        @Override
        public boolean holds(Set<String> firing, String window) {
            return !part.holds(firing, window);
        }
    }

    private static List<String> union(List<Condition> parts, Set<String> firing, String window) {
        List<String> names = new ArrayList<>();
        for (Condition part : parts) {
            names.addAll(part.because(firing, window));
        }
        return names.stream().distinct().toList();
    }
}
