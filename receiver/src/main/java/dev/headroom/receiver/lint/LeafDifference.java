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
    private static final String UNKNOWN = "what it does is not known to this tool";

    Stream<String> lines(Optional<Yaml> before, Optional<Yaml> after) {
        Map<String, Yaml> was = leaves(before);
        Map<String, Yaml> is = leaves(after);
        Set<String> paths = new LinkedHashSet<>(is.keySet());
        paths.addAll(was.keySet());
        List<String> changed = paths.stream()
                .filter(path -> !told.test(path))
                .filter(path -> !text(was, path).equals(text(is, path)))
                .map(path -> name + ": " + path + " " + text(was, path) + " -> " + text(is, path) + " (" + meaning(path)
                        + ")")
                .toList();
        return changed.size() <= MOST
                ? changed.stream()
                : Stream.concat(
                        changed.stream().limit(MOST),
                        Stream.of(name + ": " + (changed.size() - MOST) + " more values have changed"));
    }

    private String meaning(String path) {
        return words.entrySet().stream()
                .filter(entry -> path.matches(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static String text(Map<String, Yaml> leaves, String path) {
        Yaml leaf = leaves.get(path);
        if (leaf == null) {
            return "nothing";
        }
        return leaf.isText() ? leaf.text().strip().replaceAll("\\s+", " ") : "empty";
    }

    private static Map<String, Yaml> leaves(Optional<Yaml> root) {
        Map<String, Yaml> leaves = new LinkedHashMap<>();
        root.ifPresent(yaml -> add("", yaml, leaves));
        return leaves;
    }

    private static void add(String path, Yaml yaml, Map<String, Yaml> into) {
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
        if (entries.isEmpty() && items.isEmpty() && !path.isEmpty()) {
            into.put(path, yaml);
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
