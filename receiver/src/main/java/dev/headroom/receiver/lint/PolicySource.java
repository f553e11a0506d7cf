package dev.headroom.receiver.lint;

import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.ScalingPolicy;
import java.util.stream.Stream;

/** The scaling policy, with the places of what it says. */
record PolicySource(Yaml yaml, ScalingPolicy policy) {

    Place trigger(String service, String trigger) {
        return place("services", service, "triggers", trigger);
    }

    /** The place of the deepest of these keys that there is. */
    Place place(String... keys) {
        Yaml deepest = yaml;
        for (String key : keys) {
            deepest = deepest.get(key).orElse(deepest);
        }
        return deepest.place();
    }

    /** The place of a word in the condition of a matrix row. */
    Place inRow(String row, String word) {
        Yaml found = yaml.each("matrix")
                .filter(candidate -> candidate.text("name").equals(row))
                .findFirst()
                .orElse(yaml);
        return found.deep()
                .filter(node -> node.isText() && node.text().equals(word))
                .findFirst()
                .orElse(found)
                .place();
    }

    /** Names of the alerts that a condition asks for. */
    static Stream<String> alerts(Condition condition) {
        if (condition instanceof Condition.Firing firing) {
            return Stream.of(firing.alert());
        }
        if (condition instanceof Condition.All all) {
            return all.parts().stream().flatMap(PolicySource::alerts);
        }
        if (condition instanceof Condition.Any any) {
            return any.parts().stream().flatMap(PolicySource::alerts);
        }
        return condition instanceof Condition.Not not ? alerts(not.part()) : Stream.empty();
    }
}
