package dev.headroom.receiver.lint;

import dev.headroom.settings.Quantity;
import dev.headroom.settings.YamlSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A node of a YAML or JSON file, read leniently: a file of another program may hold more than is known here. */
public record Yaml(String file, Node node) {

    /** The root of a file. */
    public static Yaml of(Path file) {
        return new Yaml(file.toString(), YamlSource.nodes(file));
    }

    public Place place() {
        return new Place(
                file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    }

    /** The place of a character of this text. */
    Place place(int character) {
        return node instanceof ScalarNode scalar && character > 0 ? Source.of(file, scalar, character) : place();
    }

    /** The value below these keys, if all are there. */
    public Optional<Yaml> get(String... keys) {
        Optional<Yaml> found = Optional.of(this);
        for (String key : keys) {
            found = found.flatMap(yaml -> Optional.ofNullable(yaml.entries().get(key)));
        }
        return found;
    }

    /** The text below a key; empty where there is none. */
    public String text(String key) {
        return get(key).map(Yaml::text).orElse("");
    }

    public String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    public Optional<Duration> duration() {
        return Quantity.duration(text());
    }

    public List<Yaml> items() {
        List<Yaml> items = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> items.add(new Yaml(file, item)));
        }
        return items;
    }

    /** The items of the list below a key. */
    public Stream<Yaml> each(String key) {
        return get(key).stream().flatMap(list -> list.items().stream());
    }

    /** What a mapping holds, in the order of the file. */
    public Map<String, Yaml> entries() {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> put(entries, tuple));
        }
        return entries;
    }

    /** The keys of a mapping themselves, each where it stands first. */
    Map<String, Yaml> keys() {
        Map<String, Yaml> keys = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().stream()
                    .map(NodeTuple::getKeyNode)
                    .forEach(key -> keys.putIfAbsent(
                            key instanceof ScalarNode scalar ? scalar.getValue() : "?", new Yaml(file, key)));
        }
        return keys;
    }

    /** The keys of a mapping that are there before. */
    List<Yaml> repeated() {
        Set<String> names = new HashSet<>();
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(NodeTuple::getKeyNode)
                        .filter(key -> key instanceof ScalarNode scalar && !names.add(scalar.getValue()))
                        .map(key -> new Yaml(file, key))
                        .toList()
                : List.of();
    }

    private void put(Map<String, Yaml> entries, NodeTuple tuple) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
            entries.putIfAbsent(key.getValue(), new Yaml(file, tuple.getValueNode()));
        }
    }

    /** This node and all below it. */
    Stream<Yaml> deep() {
        Stream<Yaml> below = Stream.concat(items().stream(), entries().values().stream());
        return Stream.concat(Stream.of(this), below.flatMap(Yaml::deep));
    }
}
