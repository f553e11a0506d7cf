package dev.headroom.receiver.init;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Leaves out of a configuration what looks like a secret and is told all the same: servers hide what they know for one, and tell
 * what stands in a header, a parameter or an address. In its place stands {@code <secret PLACE>}, the place in the file.
 */
final class Secrets {
    private static final Pattern PLACE = Pattern.compile("<secret ([^>]+)>");
    private static final String NAME =
            "[\\w.-]*?(?:token|secret|passw(?:or)?d|pwd|passphrase|credentials?|key|signature|sig|cookie|authorization|auth|jwt|assertion)";
    private static final Pattern SECRET = Pattern.compile("(?i)" + NAME);
    private static final String PARAMETER = "__param_";
    /** Of a name before the colon nothing is secret, unless it stands alone. */
    private static final Pattern LOGIN = Pattern.compile("(://(?:[^/?#@:\\s]*:)?)([^/?#\\s]+)(?=@)");

    private static final Pattern QUERY = Pattern.compile("(?i)([?&]" + NAME + "=)([^&#\\s]+)");
    /** What ends without one is no address that only some may know, as is Headroom's own. */
    private static final Pattern PUBLIC = Pattern.compile("\\w+://[^/?#]*(?:/|/webhook)?");
    /** What a name means is said by whoever gives it: no key of these says that its value is a secret. */
    private static final Set<String> LABELS = Set.of("labels", "external_labels", "match", "match_re");

    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean found;

    private Secrets() {}

    /**
     * The configuration as it is where nothing looks like one.
     *
     * @throws InitException where it is no YAML with keys
     */
    static String hidden(String told, String whose) {
        Additions configuration = Additions.to(told, whose);
        Secrets secrets = new Secrets();
        secrets.hide(configuration.root(), List.of(), "");
        return secrets.found ? configuration.toString() : told;
    }

    /** Where in a configuration something was left out. */
    static Stream<String> places(String configuration) {
        return PLACE.matcher(configuration)
                .results()
                .map(place -> place.group(1))
                .distinct();
    }

    /** @param name what says whether the value is a secret: mostly the last key of the path */
    private Node hide(Node node, List<String> path, String name) {
        if (node instanceof ScalarNode scalar) {
            return hide(scalar, path, name);
        }
        if (seen.add(node)) { // an alias may lead back
            if (node instanceof MappingNode mapping) {
                mapping.getValue().replaceAll(tuple -> hide(mapping, tuple, path));
            } else if (node instanceof SequenceNode list) {
                List<Node> items = list.getValue();
                for (int i = 0; i < items.size(); i++) {
                    items.set(i, hide(items.get(i), below(path, called(items.get(i), i)), name));
                }
            }
        }
        return node;
    }

    private NodeTuple hide(MappingNode mapping, NodeTuple tuple, List<String> path) {
        String key = Additions.text(tuple.getKeyNode());
        String name = key.equals("replacement") ? parameter(mapping, tuple.getValueNode()) : key;
        return new NodeTuple(tuple.getKeyNode(), hide(tuple.getValueNode(), below(path, key), name));
    }

    /** The parameter that a relabelling sets, unless it comes from what the target says. */
    private static String parameter(MappingNode relabelling, Node value) {
        return Additions.get(relabelling, "target_label")
                .map(Additions::text)
                .filter(label -> label.startsWith(PARAMETER))
                .filter(label -> !Additions.text(value).contains("$"))
                .orElse("");
    }

    private static List<String> below(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }

    private static String called(Node item, int index) {
        return Stream.of("job_name", "name")
                .flatMap(key -> Additions.get(item, key).stream())
                .map(Additions::text)
                .findFirst()
                .orElse("" + index);
    }

    private Node hide(ScalarNode scalar, List<String> path, String name) {
        String value = scalar.getValue();
        String place = "<secret %s>"
                .formatted(path.stream()
                        .map(part -> part.replaceAll("[^\\w-]", "_"))
                        .collect(Collectors.joining(".")));
        String safe = isSecret(path, name, value) ? place : outOfAddress(value, place);
        if (safe.equals(value)) {
            return scalar;
        }
        found = true;
        return new ScalarNode(
                scalar.getTag(), safe, scalar.getStartMark(), scalar.getEndMark(), ScalarStyle.DOUBLE_QUOTED);
    }

    private static boolean isSecret(List<String> path, String name, String value) {
        if (value.isEmpty() || isHidden(value)) {
            return false;
        }
        if (path.stream().anyMatch(LABELS::contains) && !name.startsWith(PARAMETER)) {
            return false;
        }
        return SECRET.matcher(name).matches()
                || (path.contains("http_headers") && name.equals("values"))
                || (path.contains("headers") && !path.contains("email_configs"))
                || (path.contains("webhook_configs")
                        && name.equals("url")
                        && !PUBLIC.matcher(value).matches());
    }

    /** As a server does, or as was done before. */
    private static boolean isHidden(String value) {
        return value.startsWith("<secret") || value.equals("xxxxx");
    }

    private static String outOfAddress(String value, String place) {
        UnaryOperator<String> hide = secret -> isHidden(secret) ? secret : place;
        return QUERY.matcher(LOGIN.matcher(value).replaceAll(login -> with(login, hide)))
                .replaceAll(parameter -> with(parameter, hide));
    }

    private static String with(MatchResult part, UnaryOperator<String> hide) {
        return Matcher.quoteReplacement(part.group(1) + hide.apply(part.group(2)));
    }
}
