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
    private static final Resolver RESOLVER = new Resolver();
    private static final String UNKNOWN = "what it does is not known to this tool";

    /**
     * A value.
     *
     * @param content all of it, with its kind
     * @param shown on one line
     */
    private record Leaf(List<Object> content, String shown) {
        static final Leaf NONE = new Leaf(List.of(), "nothing");

        static Leaf of(Yaml yaml) {
            return yaml.node() instanceof ScalarNode scalar
                    ? new Leaf(List.of(scalar.getTag(), yaml.text()), text(scalar))
                    : new Leaf(List.of(yaml.node().getNodeId()), "empty");
        }

        /** In quotes where it would be read as something else without. */
        private static String text(ScalarNode scalar) {
            String text = scalar.getValue().strip().replaceAll("\\s+", " ");
            boolean other = !scalar.isPlain()
                    && !RESOLVER.resolve(NodeId.scalar, scalar.getValue(), true).equals(Tag.STR);
            return other || text.equals("nothing") || text.equals("empty") ? "\"" + text + "\"" : text;
        }
    }

    Stream<String> lines(Optional<Yaml> before, Optional<Yaml> after) {
        Map<String, Leaf> was = leaves(before);
        Map<String, Leaf> is = leaves(after);
        Set<String> paths = new LinkedHashSet<>(is.keySet());
        paths.addAll(was.keySet());
        List<String> changed = paths.stream()
                .filter(path -> path.endsWith(ORDER) || !told.test(path))
                .flatMap(path ->
                        changed(path, was.getOrDefault(path, Leaf.NONE), is.getOrDefault(path, Leaf.NONE)).stream())
                .toList();
        return changed.size() <= MOST
                ? changed.stream()
                : Stream.concat(
                        changed.stream().limit(MOST),
                        Stream.of(name + ": " + (changed.size() - MOST) + " more values have changed"));
    }

    private Optional<String> changed(String path, Leaf was, Leaf is) {
        if (was.equals(is) || (path.endsWith(ORDER) && !haveTheSame(was, is))) {
            return Optional.empty();
        }
        String change = was.shown().equals(is.shown())
                ? " has other white space, or is of another kind: " + is.shown()
                : " " + was.shown() + " -> " + is.shown();
        return Optional.of(name + ": " + path + change + " (" + meaning(path) + ")");
    }

    /** An item that comes or goes is told by itself, and not as another order of the others. */
    private static boolean haveTheSame(Leaf was, Leaf is) {
        return Set.copyOf(was.content()).equals(Set.copyOf(is.content()));
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

    private static Map<String, Leaf> leaves(Optional<Yaml> root) {
        Map<String, Leaf> leaves = new LinkedHashMap<>();
        root.ifPresent(yaml -> add("", yaml, leaves));
        return leaves;
    }

    private static void add(String path, Yaml yaml, Map<String, Leaf> into) {
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
            List<String> names = items.stream().map(LeafDifference::named).toList();
            into.put(path + ORDER, new Leaf(List.copyOf(names), String.join(", ", names)));
        }
        if (entries.isEmpty() && items.isEmpty() && !path.isEmpty()) {
            into.put(path, Leaf.of(yaml));
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
