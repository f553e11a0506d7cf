package dev.headroom.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of a YAML file. A key becomes known by being asked for; the others are reported at the end. */
public final class Section {
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
            values.put(name, new Value(value.below(name), tuple.getValueNode(), document));
            return;
        }
        String again = "it again after line " + (first.getLine() + 1);
        document.report(key.getStartMark(), value.below(name), "must be given once", again, "remove one of the two");
    }

    /** Puts a value from the command line in the place of the file's. */
    public void override(String key, String option, String text) {
        Mark mark = new Mark(option, 0, 0, 0, new int[0], 0);
        places.put(key, mark);
        values.put(
                key,
                new Value(value.below(key), new ScalarNode(Tag.STR, text, mark, mark, ScalarStyle.PLAIN), document));
    }

    /** Empty where the key is not there. */
    public Optional<Value> optional(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key));
    }

    /** Reports the key with the remedy where it is not there. */
    public Optional<Value> required(String key, String remedy) {
        Optional<Value> found = optional(key);
        if (found.isEmpty() && !absent) {
            document.report(value.node().getStartMark(), value.below(key), "is required", "nothing", remedy);
        }
        return found;
    }

    /** The section under a key; one without keys where there is none. */
    public Section section(String key) {
        return optional(key).orElseGet(() -> value.emptyAt(key)).section();
    }

    /** The text under a key. */
    public String text(String key, String otherwise) {
        return optional(key).flatMap(Value::text).orElse(otherwise);
    }

    /** The whole number under a key, of {@code least} or more. */
    public int whole(String key, int least, int otherwise) {
        return optional(key).flatMap(value -> value.whole(least)).orElse(otherwise);
    }

    /** The duration under a key, which may be zero. */
    public Duration duration(String key, Duration otherwise) {
        return optional(key).flatMap(Value::duration).orElse(otherwise);
    }

    /** The duration under a key, longer than zero. */
    public Duration period(String key, Duration otherwise) {
        return optional(key).flatMap(Value::period).orElse(otherwise);
    }

    /** The meaning of the word under a key. */
    public <T> T word(String key, Map<String, T> words, T otherwise) {
        return optional(key).flatMap(value -> value.word(words)).orElse(otherwise);
    }

    /** Everything in it, in the order of the file, for mappings whose keys are names that the user chose. */
    public Map<String, Value> entries() {
        known.addAll(values.keySet());
        return values;
    }

    /** The place of a key, for a rule about the key itself. */
    public void problemAt(String key, String rule, String remedy) {
        document.report(
                places.getOrDefault(key, value.node().getStartMark()),
                value.below(key),
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

    /** The whole path of a key, for messages. */
    public String place(String key) {
        return value.below(key);
    }

    /** The name of the file that it is in. */
    public String file() {
        return document.name();
    }

    /** Whether it has no key. */
    public boolean isEmpty() {
        return values.isEmpty();
    }
}
