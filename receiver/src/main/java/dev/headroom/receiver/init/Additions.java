package dev.headroom.receiver.init;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Somebody's configuration as YAML nodes, to which something is added: nothing is constructed from it, and what is there stays as
 * it is written, but for its comments.
 */
final class Additions {
    /** What stands in place of a secret, and what Prometheus tells in place of a password in an address. */
    private static final List<String> HIDDEN = List.of("<secret", ":xxxxx@");

    static final String UNFINISHED = "put_in_your_secrets_and_remove_this_line";

    private static final int WIDTH = 200;

    private final MappingNode root;

    private Additions(MappingNode root) {
        this.root = root;
    }

    /** @throws InitException where it is no YAML with keys */
    static Additions to(String text, String whose) {
        try {
            if (yaml().compose(new StringReader(text.isBlank() ? "{}" : text)) instanceof MappingNode root) {
                return new Additions(root);
            }
        } catch (YAMLException e) {
            throw new InitException(whose + " told a configuration that is no YAML: " + e.getMessage());
        }
        throw new InitException(whose + " told a configuration without keys");
    }

    private static Yaml yaml() {
        LoaderOptions read = new LoaderOptions();
        DumperOptions written = new DumperOptions();
        written.setDefaultFlowStyle(FlowStyle.BLOCK);
        written.setWidth(WIDTH);
        written.setIndent(4);
        written.setIndicatorIndent(2);
        return new Yaml(new SafeConstructor(read), new Representer(written), written, read, new AsWritten());
    }

    /** Every scalar is text: whether 17:00 is a number is for whoever reads the file to say. */
    private static final class AsWritten extends Resolver {
        @Override
        protected void addImplicitResolvers() {}
    }

    /** A configuration that hides secrets is none yet: with this line no server loads it, and those that run keep theirs. */
    static String whole(String configuration) {
        return hides(configuration) ? UNFINISHED + ": true\n" + configuration : configuration;
    }

    static boolean hides(String configuration) {
        return HIDDEN.stream().anyMatch(configuration::contains);
    }

    MappingNode root() {
        return root;
    }

    /** Puts items, written as YAML, at the end of a list, which is made where there is none. */
    static void append(MappingNode node, String key, String items) {
        list(node, key).getValue().addAll(parsed(items));
    }

    /** The same at its beginning. */
    static void prepend(MappingNode node, String key, String items) {
        list(node, key).getValue().addAll(0, parsed(items));
    }

    private static List<Node> parsed(String items) {
        return ((SequenceNode) yaml().compose(new StringReader(items))).getValue();
    }

    private static SequenceNode list(MappingNode node, String key) {
        Optional<NodeTuple> there = node.getValue().stream()
                .filter(tuple -> text(tuple.getKeyNode()).equals(key))
                .findFirst();
        if (there.isPresent() && there.get().getValueNode() instanceof SequenceNode list) {
            return list;
        }
        there.ifPresent(empty -> node.getValue().remove(empty));
        MappingNode made = (MappingNode) yaml().compose(new StringReader(key + ": []"));
        SequenceNode list = (SequenceNode) made.getValue().get(0).getValueNode();
        list.setFlowStyle(FlowStyle.BLOCK);
        node.setFlowStyle(FlowStyle.BLOCK);
        node.getValue().addAll(made.getValue());
        return list;
    }

    /** The value below a key; empty where there is none. */
    static Optional<Node> get(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> text(tuple.getKeyNode()).equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    /** The mappings in the list below a key. */
    static Stream<MappingNode> each(MappingNode node, String key) {
        return get(node, key).stream()
                .filter(SequenceNode.class::isInstance)
                .flatMap(list -> ((SequenceNode) list).getValue().stream())
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast);
    }

    static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    @Override
    public String toString() {
        StringWriter out = new StringWriter();
        yaml().serialize(root, out);
        return out.toString();
    }
}
