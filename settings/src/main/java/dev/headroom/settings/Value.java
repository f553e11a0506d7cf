package dev.headroom.settings;

import java.net.URI;
import java.nio.file.Path;
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
public record Value(String key, Node node, Document document) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** Whether it is a mapping. */
    public boolean isSection() {
        return node instanceof MappingNode;
    }

    /** Whether it is a list. */
    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Its keys; none where it is no mapping, which is reported. */
    public Section section() {
        if (!isSection()) {
            problem("must be a mapping", "write it as key: value pairs");
        }
        return document.opened(new Section(this, document));
    }

    /** Its items; none where it is no list, which is reported. */
    public List<Value> items() {
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

    /** Not blank, with {@code ${NAME}} replaced by the environment variable. */
    public Optional<String> text() {
        return read(Optional::of, "must be text", "write a value");
    }

    /**
     * What the parser makes of the text. A URL with a user or password in it is refused whatever the key: it would be shown
     * wherever the URL is.
     *
     * @param parser empty where the text means nothing
     * @param rule what must be so, told where it means nothing
     * @param remedy what to do about it
     */
    public <T> Optional<T> read(Function<String, Optional<T>> parser, String rule, String remedy) {
        Optional<String> text = expanded(rule, remedy);
        if (text.or(this::written).filter(Login::isIn).isPresent()) {
            problem(Login.RULE, Login.REMEDY);
            return Optional.empty();
        }
        return text.flatMap(found -> meaning(found, parser, rule, remedy));
    }

    /**
     * The same where a URL with a user or password has been taken so far, and is with a warning.
     *
     * @param instead what to write in its place
     */
    public <T> Optional<T> readWithLogin(
            Function<String, Optional<T>> parser, String rule, String remedy, String instead) {
        Optional<String> text = expanded(rule, remedy);
        if (text.or(this::written).filter(Login::isIn).isPresent()) {
            document.warn(node.getStartMark(), key, Login.RULE + " after this release", found(), instead);
        }
        return text.flatMap(found -> meaning(found, parser, rule, remedy));
    }

    private <T> Optional<T> meaning(String text, Function<String, Optional<T>> parser, String rule, String remedy) {
        Optional<T> meaning = parser.apply(text);
        if (meaning.isEmpty()) {
            problem(rule, remedy);
        }
        return meaning;
    }

    private Optional<String> expanded(String rule, String remedy) {
        Optional<String> text = written();
        if (text.isEmpty()) {
            problem(rule, remedy);
        }
        return text.flatMap(this::expanded);
    }

    /** A whole number of {@code least} or more. */
    public Optional<Integer> whole(int least) {
        return read(
                text -> Quantity.whole(text).filter(number -> number >= least),
                "must be a whole number of " + least + " or more",
                "write it like " + Math.max(least, 2));
    }

    /** A duration, which may be zero. */
    public Optional<Duration> duration() {
        return read(Quantity::duration, "must be a duration of zero or more", "write it like 90s, 5m or 1h30m");
    }

    /** A duration longer than zero. */
    public Optional<Duration> period() {
        return read(
                text -> Quantity.duration(text).filter(duration -> !duration.isZero()),
                "must be a duration longer than zero",
                "write it like 90s, 5m or 1h30m");
    }

    /** A share over 0% up to 100%, as a ratio. */
    public Optional<Double> percent() {
        return read(Quantity::percent, "must be a percentage over 0% up to 100%", "write it like 60%");
    }

    /** The meaning of one of the words. */
    public <T> Optional<T> word(Map<String, T> words) {
        Map<String, T> known = new TreeMap<>(words);
        String rule = (known.size() == 1 ? "must be " : "must be one of ") + String.join(", ", known.keySet());
        String remedy = suggestion(known.keySet(), known.size() == 1 ? "write it so" : "write one of these");
        return read(text -> Optional.ofNullable(known.get(text)), rule, remedy);
    }

    /** Where to listen. */
    public Optional<HostPort> listen(String example) {
        return read(HostPort::of, "must be host:port", "write it like " + example);
    }

    /** The base URL of a server that speaks HTTP. */
    public Optional<URI> http() {
        return read(
                text -> Quantity.url(text, "http"),
                "must be an http or https URL",
                "write it like http://127.0.0.1:9090");
    }

    /** A path to a file. */
    public Optional<Path> path(String example) {
        return read(Quantity::path, "must be a path", "write it like " + example);
    }

    /** A file whose first line is a secret; who runs by the configuration must be able to read it. */
    public Optional<Secret> secret(Secret.Form form) {
        Optional<Secret> secret = path("secrets/NAME").map(file -> new Secret(key, file, form));
        secret.ifPresent(named -> whenRun(() -> {
            if (named.line().isEmpty()) {
                problem(named.rule(), Secret.REMEDY);
            }
        }));
        return secret;
    }

    /** A look at what is named here, for who runs by the configuration: others may not see those files. */
    public void whenRun(Runnable look) {
        document.whenRun(look);
    }

    /** A remedy: the known word that is closest to what is written. */
    public String suggestion(Collection<String> known, String otherwise) {
        return written()
                .flatMap(text -> Closest.to(text, known))
                .map(meant -> "did you mean " + meant + "?")
                .orElse(otherwise);
    }

    /** Reports that a rule is broken by what is written here. */
    public void problem(String rule, String remedy) {
        problem(rule, found(), remedy);
    }

    /** Tells who runs by it of a risk that is taken here. */
    public void warnWhenRun(String rule, String remedy) {
        whenRun(() -> document.warn(node.getStartMark(), key, rule, found(), remedy));
    }

    /** Reports that a rule is broken here. */
    public void problem(String rule, String found, String remedy) {
        document.report(node.getStartMark(), key, rule, found, remedy);
    }

    String below(String child) {
        return key.isEmpty() ? child : key + "." + child;
    }

    /** An empty section below this one, for a key that is not there. */
    Value emptyAt(String child) {
        Node nothing =
                new MappingNode(Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), FlowStyle.AUTO);
        return new Value(below(child), nothing, document);
    }

    /** The text as it stands there, references to the environment unresolved; empty for none, a list or a section. */
    public Optional<String> written() {
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
        String shown = Login.masked(text).replace("\n", "\\n");
        return "\"" + (shown.length() > 80 ? shown.substring(0, 80) + "..." : shown) + "\"";
    }
}
