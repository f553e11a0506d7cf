package dev.headroom.receiver.lint;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Every value of a file that has changed, by its path. Nothing that a file says can get past this: what is not told in
 * words elsewhere is told here as it stands.
 *
 * @param name of the file, as the lines begin
 * @param words what a path decides, where that is known
 * @param told paths that are told elsewhere
 */
record LeafDifference(String name, Map<String, String> words, Predicate<String> told) {
    private static final int MOST = 20;
    private static final List<String> NAMES = List.of("name", "alert", "record", "receiver");
    private static final String ORDER = " in order";
    private static final String NOTHING = "nothing";
    private static final Resolver RESOLVER = new Resolver();
    private static final String UNKNOWN = "what it does is not known to this tool";

    Stream<String> lines(Optional<Yaml> before, Optional<Yaml> after) {
        Map<String, String> was = leaves(before);
        Map<String, String> is = leaves(after);
        Set<String> paths = new LinkedHashSet<>(is.keySet());
        paths.addAll(was.keySet());
        List<String> changed = paths.stream()
                .filter(path -> path.endsWith(ORDER) || !told.test(path))
                .filter(path -> differ(path, was.getOrDefault(path, NOTHING), is.getOrDefault(path, NOTHING)))
                .map(path -> name + ": " + path + " " + was.getOrDefault(path, NOTHING) + " -> "
                        + is.getOrDefault(path, NOTHING) + " (" + meaning(path) + ")")
                .toList();
        return changed.size() <= MOST
                ? changed.stream()
                : Stream.concat(
                        changed.stream().limit(MOST),
                        Stream.of(name + ": " + (changed.size() - MOST) + " more values have changed"));
    }

    /** An item that comes or goes is told by itself, and not as another order of the others. */
    private static boolean differ(String path, String was, String is) {
        return path.endsWith(ORDER)
                ? !was.equals(is) && Set.copyOf(List.of(was.split(", "))).equals(Set.copyOf(List.of(is.split(", "))))
                : !was.equals(is);
    }

    private String meaning(String path) {
        if (path.endsWith(ORDER)) {
            return "the order of a list";
        }
        return words.entrySet().stream()
                .filter(entry -> path.matches(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** In quotes where a text would be read as something else without. */
    private static String text(Yaml leaf) {
        if (!(leaf.node() instanceof ScalarNode scalar)) {
            return "empty";
        }
        String text = leaf.text().strip().replaceAll("\\s+", " ");
        boolean other = !scalar.isPlain()
                && !RESOLVER.resolve(NodeId.scalar, leaf.text(), true).equals(Tag.STR);
        return other ? "\"" + text + "\"" : text;
    }

    private static Map<String, String> leaves(Optional<Yaml> root) {
        Map<String, String> leaves = new LinkedHashMap<>();
        root.ifPresent(yaml -> add("", yaml, leaves));
        return leaves;
    }

    private static void add(String path, Yaml yaml, Map<String, String> into) {
        Map<String, Yaml> entries = yaml.entries();
        List<Yaml> items = yaml.items();
        entries.forEach((key, value) -> add(path.isEmpty() ? key : path + "." + key, value, into));
        Map<String, Long> times =
                items.stream().collect(Collectors.groupingBy(LeafDifference::named, Collectors.counting()));
        for (int i = 0; i < items.size(); i++) {
            String own = named(items.get(i));
            boolean unique = !own.isEmpty() && times.getOrDefault(own, 0L) == 1;
            add(path + "[" + (unique ? own : i) + "]", items.get(i), into);
        }
        if (items.size() > 1 && times.size() == items.size() && !times.containsKey("")) {
            into.put(path + ORDER, items.stream().map(LeafDifference::named).collect(Collectors.joining(", ")));
        }
        if (entries.isEmpty() && items.isEmpty() && !path.isEmpty()) {
            into.put(path, text(yaml));
        }
    }

    /** So that what comes before an item does not make all behind it look changed. */
    private static String named(Yaml item) {
        return NAMES.stream()
                .map(item::text)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }
}
