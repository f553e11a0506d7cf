package dev.headroom.receiver.lint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** While an alert of the source fires, none of the target is told whose labels named in {@code equal} are the same. */
record Inhibition(Yaml yaml, Condition source, Condition target, List<String> equal) {

    static Stream<Inhibition> in(Yaml root) {
        return root.each("inhibit_rules").map(Inhibition::of);
    }

    private static Inhibition of(Yaml yaml) {
        return new Inhibition(
                yaml,
                Condition.of(yaml, "source_"),
                Condition.of(yaml, "target_"),
                yaml.each("equal").map(Yaml::text).toList());
    }

    /** Of the matchers behind a prefix; of itself where it has none. */
    Place place(String prefix) {
        return yaml.get(prefix + "matchers").map(Yaml::place).orElseGet(yaml::place);
    }

    /** An alert that is both source and target is not silenced by others of that kind. */
    boolean silences(Map<String, String> from, Map<String, String> to) {
        return source.matches(from)
                && target.matches(to)
                && !(source.matches(to) && target.matches(from))
                && equal.stream().allMatch(label -> value(from, label).equals(value(to, label)));
    }

    private static String value(Map<String, String> labels, String label) {
        return Optional.ofNullable(labels.get(label)).orElse("");
    }
}
