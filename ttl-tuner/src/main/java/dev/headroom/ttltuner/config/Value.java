package dev.headroom.ttltuner.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a YAML file with its place. Every reader returns what the file means, or reports why it means nothing and
 * returns empty.
 *
 * @param key path from the root, for messages
 */
record Value(String key, Node node, Document document) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern CREDENTIALS = Pattern.compile("://[^@/]*@");

    boolean isSection() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    Section section() {
        if (!isSection()) {
            problem("must be a mapping", "write it as key: value pairs");
        }
        return document.opened(new Section(this, document));
    }

    List<Value> items() {
        if (node instanceof SequenceNode sequence) {
            List<Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(new Value(key + "[" + items.size() + "]", item, document));
            }
            return items;
        }
        problem("must be a list", "write it as [a, b] or as lines that start with \"- \"");
        return List.of();
    }

    <T> Optional<T> read(Function<String, Optional<T>> parser, String rule, String remedy) {
        Optional<String> text = written();
        if (text.isEmpty()) {
            problem(rule, remedy);
            return Optional.empty();
        }
        Optional<String> expanded = text.flatMap(this::expanded);
        Optional<T> meaning = expanded.flatMap(parser);
        if (expanded.isPresent() && meaning.isEmpty()) {
            problem(rule, remedy);
        }
        return meaning;
    }

    Optional<Duration> period() {
        return read(
                text -> Quantity.duration(text).filter(duration -> !duration.isZero()),
                "must be a duration longer than zero",
                "write it like 90s, 5m or 1h30m");
    }

    <T> Optional<T> word(Map<String, T> words) {
        Map<String, T> known = new TreeMap<>(words);
        String rule = (known.size() == 1 ? "must be " : "must be one of ") + String.join(", ", known.keySet());
        String remedy = suggestion(known.keySet(), known.size() == 1 ? "write it so" : "write one of these");
        return read(text -> Optional.ofNullable(known.get(text)), rule, remedy);
    }

    /** A remedy: the known word that is closest to what is written. */
    String suggestion(Collection<String> known, String otherwise) {
        return written()
                .flatMap(text -> Closest.to(text, known))
                .map(meant -> "did you mean " + meant + "?")
                .orElse(otherwise);
    }

    void problem(String rule, String remedy) {
        problem(rule, found(), remedy);
    }

    void problem(String rule, String found, String remedy) {
        document.report(node.getStartMark(), key, rule, found, remedy);
    }

    String path(String child) {
        return key.isEmpty() ? child : key + "." + child;
    }

    /** An empty section below this one, for a key that is not there. */
    Value emptyAt(String child) {
        Node nothing =
                new MappingNode(Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), FlowStyle.AUTO);
        return new Value(path(child), nothing, document);
    }

    private Optional<String> written() {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                ? Optional.of(scalar.getValue()).filter(text -> !text.isBlank())
                : Optional.empty();
    }

    private Optional<String> expanded(String text) {
        StringBuilder result = new StringBuilder();
        Matcher variable = VARIABLE.matcher(text);
        boolean complete = true;
        while (variable.find()) {
            Optional<String> content = document.environment().get(variable.group(1));
            if (content.isEmpty()) {
                problem("environment variable " + variable.group(1) + " must be set", "set it, or write the value");
                complete = false;
            }
            variable.appendReplacement(result, Matcher.quoteReplacement(content.orElse("")));
        }
        return complete ? Optional.of(variable.appendTail(result).toString()) : Optional.empty();
    }

    /** As written, before variables are replaced, so that no secret reaches a message. */
    private String found() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) ? "nothing" : quoted(scalar.getValue());
        }
        return isList() ? "a list" : "a mapping";
    }

    static String quoted(String text) {
        String shown = CREDENTIALS.matcher(text).replaceAll("://***@").replace("\n", "\\n");
        return "\"" + (shown.length() > 80 ? shown.substring(0, 80) + "..." : shown) + "\"";
    }
}
