package dev.headroom.receiver.lint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.headroom.settings.Closest;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Whether the templates that notifications are made of are there: Alertmanager starts without them, and fails to notify. */
final class TemplateChecks {
    private static final Pattern NAMED = Pattern.compile("\\{\\{-?\\s*template\\s+\"([^\"]+)\"");
    private static final Pattern DEFINED = Pattern.compile("\\{\\{-?\\s*(?:define|block)\\s+\"([^\"]+)\"");
    private static final Pattern BUILT_IN = Pattern.compile("__.+|[a-z0-9]+\\.default\\..+");

    private TemplateChecks() {}

    static Stream<Finding> findings(Tree tree) {
        return tree.routing().map(Routing::yaml).filter(yaml -> tree.owns(yaml.place())).stream()
                .flatMap(yaml -> findings(yaml, tree.root()));
    }

    private static Stream<Finding> findings(Yaml root, Path tree) {
        Set<String> defined = new HashSet<>();
        for (Yaml pattern : root.each("templates").toList()) {
            Optional<Path> all = path(root, pattern.text()).filter(path -> path.startsWith(absolute(tree)));
            if (all.isEmpty()) {
                return Stream.empty(); // they are on the machine of Alertmanager
            }
            List<Path> files = matching(all.get());
            if (files.isEmpty()) {
                return unfound(root, pattern);
            }
            if (!files.stream().allMatch(file -> Files.isRegularFile(file, NOFOLLOW_LINKS))) {
                return Stream.empty(); // what is behind a link may be anywhere, too
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

    /** What nobody names is not missed. */
    private static Stream<Finding> unfound(Yaml root, Yaml pattern) {
        return root
                .each("receivers")
                .flatMap(Yaml::deep)
                .flatMap(TemplateChecks::own)
                .findFirst()
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

    /** As Alertmanager finds it: from the folder of its configuration. */
    private static Optional<Path> path(Yaml root, String pattern) {
        try {
            return Optional.of(absolute(Path.of(root.file()).resolveSibling(pattern)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static List<Path> matching(Path all) {
        List<Path> found = new ArrayList<>();
        Path folder = all.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, String.valueOf(all.getFileName()))) {
            files.forEach(found::add);
        } catch (IOException | PatternSyntaxException | DirectoryIteratorException e) {
            return List.of();
        }
        return found;
    }
}
