package dev.headroom.receiver.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** When a matrix rule holds: over names of firing alerts and the name of the schedule's window. */
public sealed interface Condition {

    /**
     * What a condition is held against.
     *
     * @param firing names of alerts that fire
     * @param mayFire whether an alert of this name fires, or its absence is not proven
     * @param window the name of the schedule's window
     */
    record Scene(Set<String> firing, Predicate<String> mayFire, String window) {

        /** One in which what does not fire has truly ended. */
        public static Scene certain(Set<String> firing, String window) {
            return new Scene(firing, firing::contains, window);
        }
    }

    /** Whether it is known to be true. */
    boolean holds(Scene scene);

    /** Whether it is true, or not known to be false. */
    boolean mayHold(Scene scene);

    /** The names of firing alerts that make this true; empty where it is false or true without any. */
    default List<String> because(Scene scene) {
        return List.of();
    }

    /** The names of all alerts that it asks for. */
    default Stream<String> alerts() {
        return Stream.empty();
    }

    /** An alert of this name fires. */
    record Firing(String alert) implements Condition {
        @Override
        public boolean holds(Scene scene) {
            return scene.firing().contains(alert);
        }

        @Override
        public boolean mayHold(Scene scene) {
            return holds(scene) || scene.mayFire().test(alert);
        }

        @Override
        public List<String> because(Scene scene) {
            return holds(scene) ? List.of(alert) : List.of();
        }

        @Override
        public Stream<String> alerts() {
            return Stream.of(alert);
        }
    }

    /** The schedule's window has this name. */
    record InWindow(String name) implements Condition {
        @Override
        public boolean holds(Scene scene) {
            return name.equals(scene.window());
        }

        @Override
        public boolean mayHold(Scene scene) {
            return holds(scene);
        }
    }

    /** Every part holds. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(Scene scene) {
            return parts.stream().allMatch(part -> part.holds(scene));
        }

        @Override
        public boolean mayHold(Scene scene) {
            return parts.stream().allMatch(part -> part.mayHold(scene));
        }

        @Override
        public List<String> because(Scene scene) {
            return holds(scene) ? union(parts, scene) : List.of();
        }

        @Override
        public Stream<String> alerts() {
            return parts.stream().flatMap(Condition::alerts);
        }
    }

    /** At least one part holds. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(Scene scene) {
            return parts.stream().anyMatch(part -> part.holds(scene));
        }

        @Override
        public boolean mayHold(Scene scene) {
            return parts.stream().anyMatch(part -> part.mayHold(scene));
        }

        @Override
        public List<String> because(Scene scene) {
            return union(parts, scene);
        }

        @Override
        public Stream<String> alerts() {
            return parts.stream().flatMap(Condition::alerts);
        }
    }

    /** The part does not hold; an absence, so it names no alert, and must be proven. */
    record Not(Condition part) implements Condition {
        @Override
        public boolean holds(Scene scene) {
            return !part.mayHold(scene);
        }

        @Override
        public boolean mayHold(Scene scene) {
            return !part.holds(scene);
        }

        @Override
        public Stream<String> alerts() {
            return part.alerts();
        }
    }

    private static List<String> union(List<Condition> parts, Scene scene) {
        List<String> names = new ArrayList<>();
        for (Condition part : parts) {
            names.addAll(part.because(scene));
        }
        return names.stream().distinct().toList();
    }
}
