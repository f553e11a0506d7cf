package dev.headroom.receiver.lint;

import dev.headroom.receiver.policy.ScalingPolicy;

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
}
