package dev.headroom.ttltuner.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A mapping of a YAML file. A key becomes known by being asked for; the others are reported at the end. */
final class Section {
    private final Value value;
    private final Document document;
    private final boolean absent;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, Mark> places = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();

    Section(Value value, Document document) {
        this.value = value;
        this.document = document;
        this.absent = !(value.node() instanceof MappingNode);
        if (value.node() instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::add);
        }
    }

    private void add(NodeTuple tuple) {
        Node key = tuple.getKeyNode();
        if (!(key instanceof ScalarNode scalar)) {
            document.report(
                    key.getStartMark(), value.key(), "keys must be words", "a list or mapping", "write a plain key");
            return;
        }
        String name = scalar.getValue();
        Mark first = places.putIfAbsent(name, key.getStartMark());
        if (first == null) {
            values.put(name, new Value(value.path(name), tuple.getValueNode(), document));
            return;
        }
        String again = "it again after line " + (first.getLine() + 1);
        document.report(key.getStartMark(), value.path(name), "must be given once", again, "remove one of the two");
    }

    Optional<Value> optional(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key));
    }

    Optional<Value> required(String key, String remedy) {
        Optional<Value> found = optional(key);
        if (found.isEmpty() && !absent) {
            document.report(value.node().getStartMark(), value.path(key), "is required", "nothing", remedy);
        }
        return found;
    }

    /** The section under a key; one without keys where there is none. */
    Section section(String key) {
        return optional(key).orElseGet(() -> value.emptyAt(key)).section();
    }

    /** Everything in it, in the order of the file, for mappings whose keys are names that the user chose. */
    Map<String, Value> entries() {
        known.addAll(values.keySet());
        return values;
    }

    /** The place of a key, for a rule about the key itself. */
    void problemAt(String key, String rule, String remedy) {
        document.report(
                places.getOrDefault(key, value.node().getStartMark()),
                value.path(key),
                rule,
                Value.quoted(key),
                remedy);
    }

    void reportUnknown() {
        List<String> unknown = new ArrayList<>(values.keySet());
        unknown.removeAll(known);
        unknown.forEach(key -> problemAt(key, "must be a known key", suggestion(key)));
    }

    private String suggestion(String key) {
        Set<String> unused = new TreeSet<>(known);
        unused.removeAll(values.keySet());
        return Closest.to(key, unused)
                .or(() -> Closest.to(key, known))
                .map(meant -> "did you mean " + meant + "?")
                .orElse("the keys here are " + String.join(", ", new TreeSet<>(known)));
    }

    boolean isEmpty() {
        return values.isEmpty();
    }
}
