package dev.headroom.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Replaces merge keys ({@code <<: *NAME}) by the pairs that they name. A key that is written out wins over a merged one,
 * and of two merged ones the first. SnakeYAML's own merging would drop a key that is written twice, which is to be told.
 */
final class Merges {
    private final String file;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Merges(String file) {
        this.file = file;
    }

    /** In {@code root} and all below it. */
    static Node resolved(String file, Node root) {
        new Merges(file).resolve(root);
        return root;
    }

    private void resolve(Node node) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::resolve);
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> resolve(tuple.getValueNode()));
            if (mapping.getValue().stream().anyMatch(Merges::merges)) {
                mapping.setValue(flat(mapping));
            }
        }
    }

    private List<NodeTuple> flat(MappingNode mapping) {
        List<NodeTuple> flat = new ArrayList<>();
        Set<Optional<String>> names = new HashSet<>();
        mapping.getValue().stream().filter(tuple -> !merges(tuple)).forEach(tuple -> {
            names.add(name(tuple));
            flat.add(tuple);
        });
        mapping.getValue().stream()
                .filter(Merges::merges)
                .flatMap(tuple -> sources(tuple.getValueNode()).stream())
                .flatMap(source -> source.getValue().stream())
                .filter(tuple -> !merges(tuple) && names.add(name(tuple)))
                .forEach(flat::add);
        return flat;
    }

    private List<MappingNode> sources(Node named) {
        if (named instanceof MappingNode mapping) {
            return List.of(mapping);
        }
        if (named instanceof SequenceNode list
                && list.getValue().stream().allMatch(item -> item instanceof MappingNode)) {
            return list.getValue().stream().map(MappingNode.class::cast).toList();
        }
        throw new ConfigException(List.of(new Problem(
                file,
                named.getStartMark().getLine() + 1,
                named.getStartMark().getColumn() + 1,
                "<<",
                "must merge a mapping, or a list of mappings",
                "something else",
                "write it like <<: *NAME, with &NAME before the mapping")));
    }

    private static boolean merges(NodeTuple tuple) {
        return tuple.getKeyNode().getTag().equals(Tag.MERGE);
    }

    /** Empty for a key that is no word: the one who reads the section tells of it. */
    private static Optional<String> name(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key ? Optional.of(key.getValue()) : Optional.empty();
    }
}
