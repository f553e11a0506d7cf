package dev.headroom.receiver.lint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Configurations of Alertmanager that use what its YAML and its matchers allow, with the labels of an alert each. Every route
 * has a receiver of its own or inherits one, so receivers tell which routes took the alert.
 */
final class RandomRoutes {
    private static final List<String> LABELS = List.of("a", "b", "service", "_c1");
    private static final List<String> NEW_LABELS = List.of("größe", "a b", "k8s.io/app", "b");
    private static final List<String> VALUES = List.of("x", "y", "xy", "", "x y", "x,y", "up", "1", "true", "ü", "{x}");
    private static final List<String> PATTERNS = List.of(
            "x",
            "x|y",
            "x.*",
            ".*",
            ".+",
            "",
            "[xy]+",
            "(?P<dir>up|down)",
            "[[:alpha:]]+",
            "(?i)UP",
            "\\d",
            "x y|x,y",
            "^x$");
    private static final List<String> OPERATORS = List.of("=", "=", "!=", "=~", "!~");
    private static final List<String> YES = List.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "y", "Y");
    private static final List<String> NO =
            List.of("false", "False", "no", "No", "NO", "off", "OFF", "n", "N", "~", "null", "");

    private final Random random;
    private final boolean strict;
    private final StringBuilder yaml = new StringBuilder("route:\n  receiver: r0\n  routes:\n");
    private final Map<String, Integer> anchors = new LinkedHashMap<>();
    private int routes;

    private RandomRoutes(Random random, boolean strict) {
        this.random = random;
        this.strict = strict;
    }

    /** @param strict whether it has names that only 0.27 and later read */
    record Sample(String yaml, Map<String, String> labels, boolean strict) {}

    static Sample sample(int seed) {
        Random random = new Random(seed);
        RandomRoutes made = new RandomRoutes(random, seed % 6 == 0);
        made.routes("    ", 2);
        made.yaml.append("receivers:\n");
        IntStream.rangeClosed(0, made.routes)
                .forEach(i -> made.yaml.append("  - name: r").append(i).append('\n'));
        return new Sample(made.yaml.toString(), made.labels(), made.strict);
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String name : LABELS) {
            String value = any(VALUES);
            if (random.nextInt(4) > 0 && !value.isEmpty()) {
                labels.put(name, value);
            }
        }
        return labels;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void routes(String indent, int depth) {
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            route(indent, depth, i == 0);
        }
    }

    private void route(String indent, int depth, boolean first) {
        List<String> lines = new ArrayList<>();
        routes++;
        String name = "r" + routes;
        boolean anchored = depth < 2 && random.nextInt(3) == 0;
        if (random.nextInt(8) > 0) {
            lines.add("receiver: " + name);
        }
        lines.addAll(conditions());
        if (random.nextInt(2) == 0) {
            lines.add("continue: " + any(random.nextInt(3) == 0 ? NO : YES));
        }
        if (!anchors.isEmpty() && random.nextInt(2) == 0) {
            lines.add(random.nextInt(lines.size() + 1), merge());
        }
        if (lines.isEmpty()) {
            lines.add("group_wait: 1s");
        }
        yaml.append(indent).append("- ").append(anchored ? "&" + name + "\n" + indent + "  " : "");
        yaml.append(String.join("\n" + indent + "  ", lines)).append('\n');
        if (depth > 0 && random.nextInt(2) == 0) {
            yaml.append(indent).append("  routes:\n");
            routes(indent + "    ", depth - 1);
        }
        if (anchored) {
            anchors.put(name, depth);
        }
    }

    private String merge() {
        List<String> names = List.copyOf(anchors.keySet());
        String one = any(names);
        String other = any(names);
        return random.nextInt(4) == 0 && !one.equals(other) ? "<<: [*" + one + ", *" + other + "]" : "<<: *" + one;
    }

    private List<String> conditions() {
        return switch (random.nextInt(10)) {
            case 0 ->
                random.nextInt(3) > 0
                        ? List.of()
                        : List.of("match: {" + any(LABELS) + ": " + any(List.of("x", "y", "1", "true", "'x y'", "~"))
                                + "}");
            case 1 -> List.of("match_re: {" + any(LABELS) + ": '" + any(PATTERNS) + "'}");
            case 2 -> List.of();
            default -> List.of("matchers: " + list());
        };
    }

    private String list() {
        List<String> texts = IntStream.rangeClosed(0, random.nextInt(2))
                .mapToObj(i -> matchers())
                .toList();
        return texts.stream().map(this::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** One or two in one text, with and without braces. */
    private String matchers() {
        String text = IntStream.rangeClosed(0, random.nextInt(5) == 0 ? 1 : 0)
                .mapToObj(i -> matcher())
                .collect(Collectors.joining(any(List.of(",", ", ", " , "))));
        return switch (random.nextInt(6)) {
            case 0 -> "{" + text + "}";
            case 1 -> "{ " + text + ", }";
            case 2 -> text + ",";
            default -> text;
        };
    }

    private String matcher() {
        String operator = any(OPERATORS);
        String value = any(operator.endsWith("~") ? PATTERNS : VALUES);
        boolean named = strict && random.nextInt(2) == 0;
        String name = named ? "\"" + any(NEW_LABELS) + "\"" : any(LABELS);
        boolean bare = !named && value.matches("[a-z0-9.*+|ü]+") && random.nextBoolean();
        String written = bare ? value : "\"" + value.replace("\\", "\\\\") + "\"";
        String space = any(List.of("", " ", "  "));
        return name + space + operator + space + written;
    }

    private String quoted(String text) {
        return random.nextBoolean()
                ? "'" + text.replace("'", "''") + "'"
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
