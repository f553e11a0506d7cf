package dev.headroom.receiver.lint;

import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Problem;
import dev.headroom.settings.YamlSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A file as Alertmanager's reader of YAML takes it. A merge key counts where it is written: of a key that is both merged
 * and written out, the last value holds. Lists of matchers add up instead.
 */
final class GoYaml {
    private static final Set<String> ADDED = Set.of("matchers", "source_matchers", "target_matchers");
    private static final Set<String> UNITED =
            Set.of("match", "match_re", "source_match", "source_match_re", "target_match", "target_match_re");

    private final String file;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> done = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Yaml> repeated = new ArrayList<>();

    private GoYaml(String file) {
        this.file = file;
    }

    /** @param repeated keys that are there twice, in one mapping or in merged labels, which Alertmanager refuses */
    record Content(Yaml root, List<Yaml> repeated) {}

    /** @throws ConfigException where it is no YAML or cannot be read, with place and remedy */
    static Content read(Path path) {
        GoYaml reading = new GoYaml(path.toString());
        Node root = YamlSource.unmerged(path);
        reading.resolve(root);
        return new Content(new Yaml(reading.file, root), List.copyOf(reading.repeated));
    }

    private void resolve(Node node) {
        if (done.contains(node)) {
            return;
        }
        if (!open.add(node)) {
            throw problem(node, "must not hold itself", "an alias of what it is in", "write it out");
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::resolve);
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> resolve(tuple.getValueNode()));
            findRepeated(mapping);
            if (mapping.getValue().stream().anyMatch(GoYaml::merges)) {
                mapping.setValue(flat(mapping));
            }
        }
        open.remove(node);
        done.add(node);
    }

    private void findRepeated(MappingNode mapping) {
        Set<String> names = new HashSet<>();
        mapping.getValue().stream()
                .filter(tuple -> !merges(tuple) && !names.add(name(tuple)))
                .forEach(tuple -> repeated.add(new Yaml(file, tuple.getKeyNode())));
    }

    private List<NodeTuple> flat(MappingNode mapping) {
        Map<String, NodeTuple> flat = new LinkedHashMap<>();
        mapping.getValue().stream()
                .flatMap(tuple -> merges(tuple)
                        ? sources(tuple.getValueNode()).stream().flatMap(source -> source.getValue().stream())
                        : Stream.of(tuple))
                .forEach(tuple -> flat.merge(name(tuple), tuple, this::both));
        return List.copyOf(flat.values());
    }

    /** What holds last comes last: of a list of merged mappings, the first. */
    private List<MappingNode> sources(Node merged) {
        List<Node> named = merged instanceof SequenceNode list ? new ArrayList<>(list.getValue()) : List.of(merged);
        if (!named.stream().allMatch(source -> source instanceof MappingNode)) {
            throw problem(
                    merged,
                    "must merge a mapping, or a list of mappings",
                    "something else",
                    "write it like <<: *NAME, with &NAME before the mapping");
        }
        List<MappingNode> sources = new ArrayList<>();
        named.forEach(source -> sources.add(0, (MappingNode) source));
        return sources;
    }

    private NodeTuple both(NodeTuple earlier, NodeTuple later) {
        String name = name(later);
        if (ADDED.contains(name)
                && earlier.getValueNode() instanceof SequenceNode first
                && later.getValueNode() instanceof SequenceNode second) {
            List<Node> items = Stream.concat(first.getValue().stream(), second.getValue().stream())
                    .toList();
            return new NodeTuple(
                    later.getKeyNode(),
                    new SequenceNode(
                            Tag.SEQ, true, items, second.getStartMark(), second.getEndMark(), second.getFlowStyle()));
        }
        if (UNITED.contains(name)
                && earlier.getValueNode() instanceof MappingNode first
                && later.getValueNode() instanceof MappingNode second) {
            repeated.addAll(common(first, second));
            List<NodeTuple> pairs = Stream.concat(second.getValue().stream(), first.getValue().stream())
                    .toList();
            return new NodeTuple(
                    later.getKeyNode(),
                    new MappingNode(
                            Tag.MAP, true, pairs, second.getStartMark(), second.getEndMark(), second.getFlowStyle()));
        }
        return later;
    }

    private List<Yaml> common(MappingNode first, MappingNode second) {
        Set<String> names = first.getValue().stream().map(GoYaml::name).collect(Collectors.toSet());
        return second.getValue().stream()
                .filter(tuple -> names.contains(name(tuple)))
                .map(tuple -> new Yaml(file, tuple.getKeyNode()))
                .toList();
    }

    private static boolean merges(NodeTuple tuple) {
        return tuple.getKeyNode().getTag().equals(Tag.MERGE);
    }

    /** What is no word is not repeated either. */
    private static String name(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key
                ? key.getValue()
                : "\0" + System.identityHashCode(tuple.getKeyNode());
    }

    private ConfigException problem(Node node, String rule, String found, String remedy) {
        Place place = new Yaml(file, node).place();
        return new ConfigException(List.of(new Problem(file, place.line(), place.column(), "", rule, found, remedy)));
    }
}
