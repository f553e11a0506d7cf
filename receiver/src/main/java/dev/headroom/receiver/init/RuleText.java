package dev.headroom.receiver.init;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of a file of shipped rules, with its comments, cut into groups and rules.
 *
 * @param head what stands before the first group
 */
record RuleText(String head, List<Group> groups) {
    private static final Pattern GROUP = Pattern.compile("(?m)^  - name: ");
    private static final Pattern RULE = Pattern.compile("(?m)^(?: {6}#.*\\n)*+ {6}- (?=alert:|record:|\\{record:)");

    /** @param head its name and interval */
    record Group(String head, List<String> rules) {

        /** The empty line behind a rule stays where the rule goes. */
        private Group map(Function<String, Stream<String>> change) {
            List<String> changed = new ArrayList<>();
            for (String rule : rules) {
                List<String> others = change.apply(rule).toList();
                if (others.isEmpty() && !changed.isEmpty() && rule.endsWith("\n\n")) {
                    changed.add(changed.remove(changed.size() - 1) + "\n");
                }
                changed.addAll(others);
            }
            return new Group(head, changed);
        }
    }

    static RuleText of(String text) {
        List<String> parts = cut(text, GROUP);
        return new RuleText(
                parts.get(0), parts.stream().skip(1).map(RuleText::group).toList());
    }

    private static Group group(String text) {
        List<String> parts = cut(text, RULE);
        return new Group(parts.get(0), parts.subList(1, parts.size()));
    }

    /** What stands before the first of these beginnings, and each piece from one to the next. */
    private static List<String> cut(String text, Pattern beginning) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        Matcher found = beginning.matcher(text);
        while (found.find()) {
            parts.add(text.substring(at, found.start()));
            at = found.start();
        }
        parts.add(text.substring(at));
        return parts;
    }

    /** The same with other rules in the place of each; a group of which none is left goes. */
    RuleText map(Function<String, Stream<String>> change) {
        return new RuleText(
                head,
                groups.stream()
                        .map(group -> group.map(change))
                        .filter(group -> !group.rules().isEmpty())
                        .toList());
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    @Override
    public String toString() {
        String all = head
                + groups.stream()
                        .map(group -> group.head() + String.join("", group.rules()))
                        .collect(Collectors.joining("\n"));
        return all.replaceAll("\\n{3,}", "\n\n").stripTrailing() + "\n";
    }
}
