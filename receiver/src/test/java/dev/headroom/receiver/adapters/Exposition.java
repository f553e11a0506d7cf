package dev.headroom.receiver.adapters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a system wrote on its page of metrics, in Prometheus's text format.
 *
 * @param types of the families, by name
 */
record Exposition(SortedMap<String, String> types, List<Series> series) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)(?: \\S+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern PART = Pattern.compile("_(bucket|sum|count)$");

    /** A series and its value. */
    record Series(String name, Map<String, String> labels, String value) {
        Set<String> keys() {
            return new TreeSet<>(labels.keySet());
        }

        /** The part of a histogram, or its own name. */
        String family() {
            return PART.matcher(name).replaceAll("");
        }

        @Override
        public String toString() {
            String inside = labels.entrySet().stream()
                    .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                    .collect(Collectors.joining(","));
            return name + (inside.isEmpty() ? "" : "{" + inside + "}") + " " + value;
        }
    }

    static Exposition of(String text) {
        SortedMap<String, String> types = new TreeMap<>();
        List<Series> series = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (!line.startsWith("#") && sample.matches()) {
                series.add(new Series(sample.group(1), labels(sample.group(2)), sample.group(3)));
            }
        }
        return new Exposition(types, series);
    }

    static Map<String, String> labels(String inside) {
        Map<String, String> labels = new TreeMap<>();
        LABEL.matcher(inside == null ? "" : inside)
                .results()
                .forEach(label -> labels.put(label.group(1), label.group(2)));
        return labels;
    }

    /** The type of the family that a series belongs to. */
    String type(Series series) {
        return types.getOrDefault(series.name(), types.getOrDefault(series.family(), "untyped"));
    }

    /** For each name the sets of labels that its series have. */
    SortedMap<String, Set<Set<String>>> shapes() {
        return series.stream()
                .collect(Collectors.groupingBy(
                        Series::name, TreeMap::new, Collectors.mapping(Series::keys, Collectors.toSet())));
    }

    /** The names of the families. */
    SortedSet<String> families() {
        return series.stream()
                .map(one -> types.containsKey(one.name()) ? one.name() : one.family())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
