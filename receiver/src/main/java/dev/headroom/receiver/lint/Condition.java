package dev.headroom.receiver.lint;

import dev.headroom.receiver.matcher.LabelMatcher;
import dev.headroom.receiver.matcher.MatcherException;
import dev.headroom.receiver.matcher.Matchers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Which alerts something is about.
 *
 * @param readable whether all matchers could be read; else there is no such alert
 */
record Condition(List<LabelMatcher> matchers, boolean readable) {

    /** Of the keys {@code matchers}, {@code match} and {@code match_re} behind a prefix; all must hold. */
    static Condition of(Yaml yaml, String prefix) {
        List<LabelMatcher> matchers = new ArrayList<>();
        try {
            for (Yaml text : yaml.each(prefix + "matchers").toList()) {
                matchers.addAll(Matchers.in(GoScalar.text(text)));
            }
            pairs(yaml, prefix + "match", "=", matchers);
            pairs(yaml, prefix + "match_re", "=~", matchers);
            return new Condition(List.copyOf(matchers), isList(yaml, prefix + "matchers"));
        } catch (MatcherException e) {
            return new Condition(List.copyOf(matchers), false);
        }
    }

    private static boolean isList(Yaml yaml, String key) {
        return GoScalar.get(yaml, key).map(Yaml::node).stream().allMatch(node -> node instanceof SequenceNode);
    }

    private static void pairs(Yaml yaml, String key, String operator, List<LabelMatcher> into) throws MatcherException {
        for (Map.Entry<String, Yaml> pair :
                yaml.get(key).map(Yaml::entries).orElse(Map.of()).entrySet()) {
            into.add(LabelMatcher.of(pair.getKey(), operator, GoScalar.text(pair.getValue())));
        }
    }

    /** Whether nothing is asked for. */
    boolean isAll() {
        return readable && matchers.isEmpty();
    }

    boolean matches(Map<String, String> labels) {
        return readable && matchers.stream().allMatch(matcher -> matcher.matches(labels));
    }
}
