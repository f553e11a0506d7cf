package dev.headroom.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Files as YAML nodes: nothing is constructed from them, so a file can name no class and run no code. */
public final class YamlSource {
    /** The longest file: 3 MiB. */
    public static final int MOST_BYTES = 3 << 20;

    private static final int MAX_ALIASES = 50;

    private YamlSource() {}

    /**
     * The root node of a file of any content, with its places and without merge keys; an empty mapping where the file
     * is empty.
     *
     * @throws ConfigException where it is no YAML or cannot be read, with place and remedy
     */
    public static Node nodes(Path file) {
        return Merges.resolved(file.toString(), unmerged(file));
    }

    /**
     * The same with merge keys as they are, for a file of a program that reads them in another way.
     *
     * @throws ConfigException where it is no YAML or cannot be read, with place and remedy
     */
    public static Node unmerged(Path file) {
        return compose(file.toString(), read(file));
    }

    /**
     * A file of settings.
     *
     * @throws ConfigException where it is no YAML or cannot be read, with place and remedy
     */
    public static Document open(Path file, Environment environment) {
        String name = file.toString();
        return new Document(name, nodes(file), environment);
    }

    /** A document without keys, for defaults; {@code name} stands for the file in messages. */
    public static Document empty(String name, Environment environment) {
        return new Document(name, emptyMapping(), environment);
    }

    /**
     * Every value of a file as it is written, variables included, by its path from the root.
     *
     * @throws ConfigException where it is no YAML or cannot be read, with place and remedy
     */
    public static Map<String, String> written(Path file) {
        Map<String, String> values = new LinkedHashMap<>();
        write("", nodes(file), values);
        return values;
    }

    private static void write(String key, Node node, Map<String, String> values) {
        if (node instanceof MappingNode mapping) {
            String prefix = key.isEmpty() ? "" : key + ".";
            for (NodeTuple entry : mapping.getValue()) {
                String name = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                write(prefix + name, entry.getValueNode(), values);
            }
        } else if (node instanceof SequenceNode list) {
            for (int i = 0; i < list.getValue().size(); i++) {
                write(key + "[" + i + "]", list.getValue().get(i), values);
            }
        } else if (node instanceof ScalarNode scalar) {
            values.put(key, scalar.getValue());
        }
    }

    private static String read(Path file) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw unreadable(file, "must be a readable file", kind(file), "check the path");
            }
            if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
                throw unreadable(file, "must be no longer than 3 MiB", Files.size(file) + " bytes", "check the path");
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "must be UTF-8 text", "other bytes", "save the file as UTF-8");
        } catch (IOException e) {
            String found = Files.exists(file) ? "no permission" : "no such file";
            throw unreadable(file, "must be a readable file", found, "check the path");
        }
    }

    private static String kind(Path file) {
        return Files.isDirectory(file) ? "a folder" : "something else than a file";
    }

    private static ConfigException unreadable(Path file, String rule, String found, String remedy) {
        return new ConfigException(List.of(new Problem(file.toString(), 0, 0, "", rule, found, remedy)));
    }

    private static Node compose(String file, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            // Yaml would also load what makes objects of the nodes.
            Composer composer = new Composer(
                    new ParserImpl(new StreamReader(new StringReader(text)), options), new Resolver(), options);
            Node root = composer.getSingleNode();
            return root == null ? emptyMapping() : root;
        } catch (YAMLException e) {
            throw new ConfigException(List.of(SyntaxProblem.of(file, text, e)));
        }
    }

    private static Node emptyMapping() {
        Mark start = new Mark("", 0, 0, 0, new int[0], 0);
        return new MappingNode(Tag.MAP, true, List.of(), start, start, FlowStyle.AUTO);
    }
}
