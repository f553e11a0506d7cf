package dev.headroom.receiver.lint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether the runbook links of the alerts lead to a heading of a file in the tree. */
final class RunbookChecks {
    private static final Pattern LINK =
            Pattern.compile("(?:https?://[^#]*?/(?:blob|raw|tree)/[^/]+/)?([^:#]+)(?:#(.*))?");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

    private RunbookChecks() {}

    static Stream<Finding> deadLinks(Tree tree) {
        return tree.rules().alerts().stream()
                .flatMap(alert -> Optional.ofNullable(alert.annotations().get("runbook_url")).stream()
                        .flatMap(url -> dead(tree, url)
                                .map(what -> new Finding(
                                        url.place(),
                                        Rule.RUNBOOK,
                                        "the runbook of " + alert.name() + " leads nowhere: " + what,
                                        "write the runbook, or correct the link"))
                                .stream()));
    }

    /** What is missing; empty where the link is good, or leads out of the tree. */
    private static Optional<String> dead(Tree tree, Yaml url) {
        Matcher link = LINK.matcher(url.text());
        if (!link.matches()) {
            return Optional.empty();
        }
        Path file = tree.root().resolve(link.group(1)).normalize();
        if (!Files.isRegularFile(file)) {
            return Optional.of("there is no file " + link.group(1));
        }
        String anchor = link.group(2);
        boolean found = anchor == null
                || TreeReader.text(file).filter(text -> has(text, anchor)).isPresent();
        return found ? Optional.empty() : Optional.of(link.group(1) + " has no heading for #" + anchor);
    }

    private static boolean has(String markdown, String anchor) {
        return HEADING.matcher(markdown)
                .results()
                .anyMatch(heading -> anchor(heading.group(1)).equals(anchor));
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-');
    }
}
