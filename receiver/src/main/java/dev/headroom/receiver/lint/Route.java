package dev.headroom.receiver.lint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A route of Alertmanager with what it inherits.
 *
 * @param yaml what it says itself
 * @param condition which alerts it takes of those that come to it
 * @param pauses when it tells nothing; none is inherited
 */
record Route(
        Yaml yaml,
        String receiver,
        Notifying notifying,
        Condition condition,
        boolean goesOn,
        List<Pause> pauses,
        List<Route> routes) {

    /**
     * Times at which it is muted, or at which alone it is active.
     *
     * @param key which of the two
     */
    record Pause(Place place, String key) {}

    /** How its alerts are told. */
    record Notifying(Grouping grouping, Timing timing) {
        static final Notifying USUAL = new Notifying(
                new Grouping(List.of(), false),
                new Timing(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(4)));
    }

    /**
     * Which alerts are told together: those with the same values of these labels.
     *
     * @param all whether each is told by itself
     */
    record Grouping(List<String> labels, boolean all) {
        boolean separates(String label) {
            return all || labels.contains(label);
        }
    }

    /** How quickly groups are told. */
    record Timing(Duration first, Duration interval, Duration repeat) {
        /** The longest time between two notifications of an alert that goes on firing. */
        Duration silence() {
            return repeat.plus(interval);
        }

        /** The longest wait of an alert for its notification. */
        Duration longest() {
            return first.compareTo(interval) > 0 ? first : interval;
        }
    }

    static Route of(Yaml yaml) {
        return of(yaml, "", Notifying.USUAL);
    }

    private static Route of(Yaml yaml, String parent, Notifying inherited) {
        String receiver = yaml.get("receiver")
                .map(GoScalar::text)
                .filter(name -> !name.isEmpty())
                .orElse(parent);
        Notifying notifying = new Notifying(grouping(yaml, inherited.grouping()), timing(yaml, inherited.timing()));
        return new Route(
                yaml,
                receiver,
                notifying,
                Condition.of(yaml, ""),
                yaml.get("continue").flatMap(GoScalar::bool).orElse(false),
                pauses(yaml),
                yaml.each("routes").map(child -> of(child, receiver, notifying)).toList());
    }

    private static List<Pause> pauses(Yaml yaml) {
        return Stream.of("mute_time_intervals", "active_time_intervals")
                .flatMap(key -> yaml.get(key).stream()
                        .filter(names -> !names.items().isEmpty())
                        .map(names -> new Pause(names.place(), key)))
                .toList();
    }

    private static Grouping grouping(Yaml yaml, Grouping inherited) {
        Optional<List<String>> labels = GoScalar.get(yaml, "group_by")
                .map(list -> list.items().stream().map(Yaml::text).toList());
        return labels.map(names -> new Grouping(names, names.contains("..."))).orElse(inherited);
    }

    private static Timing timing(Yaml yaml, Timing inherited) {
        return new Timing(
                time(yaml, "group_wait", inherited.first()),
                time(yaml, "group_interval", inherited.interval()),
                time(yaml, "repeat_interval", inherited.repeat()));
    }

    private static Duration time(Yaml yaml, String key, Duration inherited) {
        return yaml.get(key).flatMap(Yaml::duration).orElse(inherited);
    }

    Place place() {
        return yaml.place();
    }

    /** Of what it says behind a key; of itself where it inherits that. */
    Place place(String key) {
        return yaml.get(key).map(Yaml::place).orElseGet(this::place);
    }

    Timing timing() {
        return notifying.timing();
    }

    /** As Alertmanager matches: depth first, until a route that matches does not continue. */
    List<Route> taken(Map<String, String> labels) {
        List<Route> taken = new ArrayList<>();
        for (Route route : routes) {
            if (!route.condition().matches(labels)) {
                continue;
            }
            taken.addAll(route.taken(labels));
            if (!route.goesOn()) {
                return taken;
            }
        }
        return taken.isEmpty() ? List.of(this) : taken;
    }

    /** This route and all below it. */
    Stream<Route> all() {
        return Stream.concat(Stream.of(this), routes.stream().flatMap(Route::all));
    }
}
