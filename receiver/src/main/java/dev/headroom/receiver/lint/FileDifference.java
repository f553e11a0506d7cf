package dev.headroom.receiver.lint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.headroom.settings.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every file of a tree that the rest of a difference does not read, as Compose files, manifests, dashboards and templates:
 * a change that this tool knows nothing about is never taken for none.
 */
record FileDifference(Path before, Path after) {
    /** What is looked at in the root of a tree. */
    static final Set<String> PARTS = Set.of(
            "alert-rules",
            "alertmanager",
            "compose",
            "compose.yml",
            "docker-compose.yml",
            "grafana-dashboards",
            "headroom.yml",
            "kubernetes",
            "prometheus",
            "prometheus.yml");

    private static final Pattern WITHOUT_EFFECT = Pattern.compile("(.*/)?(tests/.*|\\.[^/]*|[^/]*\\.(md|svg|png))");
    private static final Map<String, String> OF_DASHBOARDS = Map.of(".*", "what people see; nothing is scaled by it");
    private static final String UNKNOWN = "; what it does is not known to this tool";

    Stream<String> lines() {
        return PARTS.stream().sorted().flatMap(this::part);
    }

    /** A folder that comes or goes is one change. */
    private Stream<String> part(String part) {
        boolean folder = Files.isDirectory(before.resolve(part)) || Files.isDirectory(after.resolve(part));
        if (folder && Files.exists(before.resolve(part)) != Files.exists(after.resolve(part))) {
            return lines(part);
        }
        Set<String> names = new TreeSet<>(files(before, part));
        names.addAll(files(after, part));
        return names.stream()
                .filter(name -> !isTold(before, name) && !isTold(after, name))
                .flatMap(this::lines);
    }

    private static List<String> files(Path root, String part) {
        Path from = root.resolve(part);
        return (Files.isRegularFile(from) ? List.of(from) : TreeReader.list(from, Integer.MAX_VALUE, ""))
                .stream()
                        .filter(file -> Files.isSymbolicLink(file) || Files.isRegularFile(file))
                        .map(file -> root.relativize(file).toString().replace('\\', '/'))
                        .filter(name -> !WITHOUT_EFFECT.matcher(name).matches())
                        .toList();
    }

    /** Whether a file is read as rules, policy, routes or settings, whose changes are told in words. */
    private static boolean isTold(Path root, String name) {
        Path file = root.resolve(name);
        Path folder = root.resolve(name.replaceFirst("/?[^/]*$", ""));
        boolean rules = folder.equals(root.resolve("alert-rules"))
                || folder.equals(root.resolve("alert-rules").resolve(TreeReader.ADAPTERS))
                || Tree.isVariant(folder);
        return name.equals("headroom.yml")
                || TreeReader.routes(root).filter(file::equals).isPresent()
                || (rules && (name.endsWith(TreeReader.RULES) || name.endsWith("/scaling-policy.yml")));
    }

    private Stream<String> lines(String name) {
        Path was = before.resolve(name);
        Path is = after.resolve(name);
        if (!Files.exists(was, NOFOLLOW_LINKS) || !Files.exists(is, NOFOLLOW_LINKS)) {
            return Stream.of(name + " is " + (Files.exists(is, NOFOLLOW_LINKS) ? "new" : "gone") + UNKNOWN);
        }
        try {
            return content(was).equals(content(is)) ? Stream.empty() : changes(name, was, is);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> changes(String name, Path was, Path is) throws IOException {
        Optional<Yaml> earlier = yaml(was);
        Optional<Yaml> later = yaml(is);
        return earlier.isPresent() && later.isPresent()
                ? new LeafDifference(name, words(name), path -> false).lines(earlier, later)
                : text(name, content(was).lines().toList(), content(is).lines().toList());
    }

    /** Of a link where it leads, as Git keeps it: what is there is compared by itself. So is what is in a folder in a link's place. */
    private static String content(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return Files.readSymbolicLink(file).toString();
        }
        return Files.isDirectory(file) ? "a folder" : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    private static Map<String, String> words(String name) {
        if (name.endsWith("/headroom.yml")) {
            return RestDifference.OF_SETTINGS;
        }
        return name.startsWith("grafana-dashboards/") ? OF_DASHBOARDS : Map.of();
    }

    /** Empty for what is no YAML, or more than one document of it. */
    private static Optional<Yaml> yaml(Path file) {
        try {
            return !Files.isSymbolicLink(file) && file.toString().matches(".*\\.(ya?ml|json)")
                    ? Optional.of(Yaml.of(file))
                    : Optional.empty();
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> text(String name, List<String> was, List<String> is) {
        int gone = without(was, is);
        int come = without(is, was);
        if (gone + come == 0) {
            return Stream.of(name + ": its " + (was.equals(is) ? "line ends are others" : "lines are in another order")
                    + UNKNOWN.replace("it does", "that does"));
        }
        return Stream.of(name + ": " + gone + " lines are gone or changed, " + come + " are new or changed"
                + UNKNOWN.replace("it does", "they do"));
    }

    private static int without(List<String> lines, List<String> others) {
        List<String> left = new ArrayList<>(lines);
        others.forEach(left::remove);
        return left.size();
    }
}
