package dev.headroom.receiver.lint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A route of Alertmanager with what it inherits.
 *
 * @param muted where it names the times at which it is muted
 */
record Route(
        Place place,
        String receiver,
        Timing timing,
        List<LabelMatcher> matchers,
        boolean goesOn,
        Optional<Place> muted,
        List<Route> routes) {
    private static final Pattern MATCHER =
            Pattern.compile(" *([a-zA-Z_][a-zA-Z0-9_]*) *(=~|!~|!=|=) *\"?((?:[^\"\\\\]|\\\\.)*)\"? *");

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

    /** A condition on one label, which counts as empty where it is missing. */
    record LabelMatcher(String label, String operator, String value) {
        boolean matches(Map<String, String> labels) {
            String found = labels.getOrDefault(label, "");
            boolean same = operator.endsWith("~") ? found.matches(value) : found.equals(value);
            return same != operator.startsWith("!");
        }
    }

    static Route of(Yaml yaml, String parent, Timing inherited) {
        String receiver = yaml.get("receiver").map(Yaml::text).orElse(parent);
        Timing timing = new Timing(
                time(yaml, "group_wait", inherited.first()),
                time(yaml, "group_interval", inherited.interval()),
                time(yaml, "repeat_interval", inherited.repeat()));
        List<Route> children =
                yaml.each("routes").map(child -> of(child, receiver, timing)).toList();
        return new Route(
                yaml.place(),
                receiver,
                timing,
                matchers(yaml),
                yaml.text("continue").equals("true"),
                yaml.get("mute_time_intervals")
                        .or(() -> yaml.get("active_time_intervals"))
                        .map(Yaml::place),
                children);
    }

    private static Duration time(Yaml yaml, String key, Duration inherited) {
        return yaml.get(key).flatMap(Yaml::duration).orElse(inherited);
    }

    private static List<LabelMatcher> matchers(Yaml yaml) {
        List<LabelMatcher> matchers = new ArrayList<>();
        yaml.each("matchers")
                .map(Yaml::text)
                .map(MATCHER::matcher)
                .filter(Matcher::matches)
                .forEach(found -> matchers.add(new LabelMatcher(found.group(1), found.group(2), found.group(3))));
        old(yaml, "match", "=", matchers);
        old(yaml, "match_re", "=~", matchers);
        return matchers;
    }

    private static void old(Yaml yaml, String key, String operator, List<LabelMatcher> into) {
        yaml.get(key)
                .ifPresent(match -> match.entries()
                        .forEach((label, value) -> into.add(new LabelMatcher(label, operator, value.text()))));
    }

    /** As Alertmanager matches: depth first, until a route that matches does not continue. */
    List<Route> taken(Map<String, String> labels) {
        List<Route> taken = new ArrayList<>();
        for (Route route : routes) {
            if (!route.matches(labels)) {
                continue;
            }
            taken.addAll(route.taken(labels));
            if (!route.goesOn()) {
                return taken;
            }
        }
        return taken.isEmpty() ? List.of(this) : taken;
    }

    private boolean matches(Map<String, String> labels) {
        return matchers.stream().allMatch(matcher -> matcher.matches(labels));
    }

    /** This route and all below it. */
    Stream<Route> all() {
        return Stream.concat(Stream.of(this), routes.stream().flatMap(Route::all));
    }
}
