package dev.headroom.receiver.lint;

import dev.headroom.settings.Closest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether the templates that notifications are made of are there: Alertmanager starts without them, and fails to notify. */
final class TemplateChecks {
    private static final Pattern NAMED = Pattern.compile("\\{\\{-?\\s*template\\s+\"([^\"]+)\"");
    private static final Pattern DEFINED = Pattern.compile("\\{\\{-?\\s*(?:define|block)\\s+\"([^\"]+)\"");
    private static final Pattern BUILT_IN = Pattern.compile("__.+|[a-z0-9]+\\.default\\..+");

    private TemplateChecks() {}

    static Stream<Finding> findings(Tree tree) {
        return tree.routing().map(Routing::yaml).filter(yaml -> tree.owns(yaml.place())).stream()
                .flatMap(TemplateChecks::findings);
    }

    private static Stream<Finding> findings(Yaml root) {
        Set<String> defined = new HashSet<>();
        for (Yaml pattern : root.each("templates").toList()) {
            List<Path> files = matching(root, pattern.text());
            if (files.isEmpty()) {
                return unfound(root, pattern);
            }
            files.forEach(file -> TreeReader.text(file)
                    .ifPresent(text -> DEFINED.matcher(text).results().forEach(found -> defined.add(found.group(1)))));
        }
        return root.each("receivers")
                .flatMap(Yaml::deep)
                .flatMap(text -> own(text)
                        .filter(found -> !defined.contains(found.group(1)))
                        .map(found -> missing(text.place(found.start(1)), found.group(1), defined)));
    }

    /** Names of templates in a text that do not come with Alertmanager. */
    private static Stream<MatchResult> own(Yaml text) {
        return NAMED.matcher(text.text())
                .results()
                .filter(found -> !BUILT_IN.matcher(found.group(1)).matches());
    }

    /** What stands behind an absolute path may be on the machine of Alertmanager; what nobody names is not missed. */
    private static Stream<Finding> unfound(Yaml root, Yaml pattern) {
        return root
                .each("receivers")
                .flatMap(Yaml::deep)
                .flatMap(TemplateChecks::own)
                .findFirst()
                .filter(named -> !Path.of(pattern.text()).isAbsolute())
                .map(named -> new Finding(
                        pattern.place(),
                        Rule.TEMPLATE,
                        "no file is named like " + pattern.text() + " beside " + root.file()
                                + ", so that notifications fail which need templates, like " + named.group(1),
                        "correct the path, which begins in the folder of that file"))
                .stream();
    }

    private static Finding missing(Place place, String name, Set<String> defined) {
        return new Finding(
                place,
                Rule.TEMPLATE,
                "no file of templates: defines " + name + ", so that the notification fails",
                Closest.to(name, defined)
                        .map(meant -> "did you mean " + meant + "?")
                        .orElse("correct the name, or name the file that defines it in templates:"));
    }

    /** As Alertmanager finds them: from the folder of its configuration. */
    private static List<Path> matching(Yaml root, String pattern) {
        Path all = Path.of(root.file()).resolveSibling(pattern);
        Path folder = all.getParent();
        List<Path> found = new ArrayList<>();
        if (folder != null && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, String.valueOf(all.getFileName()))) {
                files.forEach(found::add);
            } catch (IOException e) {
                return found;
            }
        }
        return found;
    }
}
