package dev.headroom.receiver.lint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A JSON file as the same nodes as a YAML file, with their places. */
final class JsonNodes {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;

    private JsonNodes(JsonParser parser) {
        this.parser = parser;
    }

    static Node read(Path file) {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            parser.nextToken();
            return new JsonNodes(parser).node();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw refused(file, at.getLineNr(), at.getColumnNr(), "must be valid JSON", e.getOriginalMessage());
        } catch (IOException e) {
            throw refused(file, 0, 0, "must be a readable file", "none");
        }
    }

    private static ConfigException refused(Path file, int line, int column, String rule, String found) {
        String one = found.replaceAll("\\s+", " ").replaceAll(" ?\\(for .*| at \\[.*", "");
        return new ConfigException(
                List.of(new Problem(file.toString(), line, column, "", rule, one, "correct or export it again")));
    }

    /** The node that begins at the current token; leaves the parser at its last token. */
    private Node node() throws IOException {
        JsonToken token = parser.currentToken();
        Mark start = mark(parser.currentTokenLocation());
        if (token == JsonToken.START_OBJECT) {
            return new MappingNode(Tag.MAP, true, members(), start, start, FlowStyle.FLOW);
        }
        if (token == JsonToken.START_ARRAY) {
            return new SequenceNode(Tag.SEQ, true, elements(), start, start, FlowStyle.FLOW);
        }
        if (token == null) {
            return new MappingNode(Tag.MAP, true, List.of(), start, start, FlowStyle.FLOW);
        }
        return scalar(start);
    }

    private List<NodeTuple> members() throws IOException {
        List<NodeTuple> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Node key = scalar(mark(parser.currentTokenLocation()));
            parser.nextToken();
            members.add(new NodeTuple(key, node()));
        }
        return members;
    }

    private List<Node> elements() throws IOException {
        List<Node> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(node());
        }
        return elements;
    }

    private Node scalar(Mark start) throws IOException {
        Tag tag = parser.currentToken() == JsonToken.VALUE_NULL ? Tag.NULL : Tag.STR;
        return new ScalarNode(tag, parser.getText(), start, start, ScalarStyle.DOUBLE_QUOTED);
    }

    private static Mark mark(JsonLocation at) {
        return new Mark("", 0, at.getLineNr() - 1, at.getColumnNr() - 1, new int[0], 0);
    }
}
