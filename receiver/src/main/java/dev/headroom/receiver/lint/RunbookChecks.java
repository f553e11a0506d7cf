package dev.headroom.receiver.lint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the runbook links of the alerts lead to a heading of a file in the tree. */
final class RunbookChecks {
    private static final Pattern LINK =
            Pattern.compile("(?:(https?://[^#]*?)/(?:blob|raw|tree)/[^/]+/)?([^:#]+)(?:#(.*))?");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

    private RunbookChecks() {}

    /** Links into other repositories are not followed; ours is one of which some link leads to a file that is here. */
    static Stream<Finding> deadLinks(Tree tree) {
        Set<String> ours = tree.rules().alerts().stream()
                .flatMap(alert -> Optional.ofNullable(alert.annotations().get("runbook_url")).stream())
                .map(url -> LINK.matcher(url.text()))
                .filter(link -> link.matches()
                        && Files.isRegularFile(
                                tree.root().resolve(link.group(2)).normalize()))
                .map(RunbookChecks::repository)
                .collect(Collectors.toSet());
        return tree.rules().alerts().stream()
                .flatMap(alert -> Optional.ofNullable(alert.annotations().get("runbook_url")).stream()
                        .filter(url -> isOurs(url, ours))
                        .flatMap(url -> dead(tree, url)
                                .map(what -> new Finding(
                                        url.place(),
                                        Rule.RUNBOOK,
                                        "the runbook of " + alert.name() + " leads nowhere: " + what,
                                        "write the runbook, or correct the link"))
                                .stream()));
    }

    private static boolean isOurs(Yaml url, Set<String> ours) {
        Matcher link = LINK.matcher(url.text());
        return link.matches() && (repository(link).isEmpty() || ours.contains(repository(link)));
    }

    /** Empty for a path without an address. */
    private static String repository(Matcher link) {
        return Optional.ofNullable(link.group(1)).orElse("");
    }

    /** What is missing; empty where the link is good, or leads out of the tree. */
    private static Optional<String> dead(Tree tree, Yaml url) {
        Matcher link = LINK.matcher(url.text());
        if (!link.matches()) {
            return Optional.empty();
        }
        Path file = tree.root().resolve(link.group(2)).normalize();
        if (!Files.isRegularFile(file)) {
            return Optional.of("there is no file " + link.group(2));
        }
        String anchor = link.group(3);
        boolean found = anchor == null
                || TreeReader.text(file).filter(text -> has(text, anchor)).isPresent();
        return found ? Optional.empty() : Optional.of(link.group(2) + " has no heading for #" + anchor);
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
