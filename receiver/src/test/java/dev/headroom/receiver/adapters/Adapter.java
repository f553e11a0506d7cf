package dev.headroom.receiver.adapters;

import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** An adapter by its name: its rules, or lines of a scrape, their test, and what the system writes that it reads. */
record Adapter(String name) {
    static final Path FOLDER = Distribution.ROOT.resolve("alert-rules/adapters");
    private static final String RULES = ".rules.yml";
    /** A rule, with the comment above it. */
    private static final Pattern RULE = Pattern.compile("(?m)((?:^ +#.*\\n)*)^ +- record: (\\S+)$");

    static List<Adapter> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(RULES))
                    .map(name -> new Adapter(name.replace(RULES, "")))
                    .sorted((one, other) -> one.name.compareTo(other.name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String rules() {
        return text(FOLDER.resolve(name + RULES));
    }

    Path testFile() {
        return FOLDER.resolve("tests/" + name + ".test.yml");
    }

    String test() {
        return text(testFile());
    }

    Path pageFile() {
        return FOLDER.resolve("tests/" + name + ".prom");
    }

    /** What the system writes; its first line says how that is known. */
    String page() {
        return text(pageFile());
    }

    /** The metrics of the product that come of it, each with whether it says that they are derived. */
    Map<String, Boolean> records() {
        return Files.exists(FOLDER.resolve(name + RULES)) ? recorded() : renamed();
    }

    /** The names that lines of a scrape give its series. */
    private Map<String, Boolean> renamed() {
        Map<String, List<Map<String, Object>>> lines = new Yaml().load(text(FOLDER.resolve(name + ".relabel.yml")));
        Map<String, Boolean> names = new LinkedHashMap<>();
        Exposition.of(page()).shapes().keySet().forEach(each -> names.put(each, false));
        for (Map<String, Object> line : lines.get("metric_relabel_configs")) {
            String regex = line.get("regex").toString();
            if ("drop".equals(line.get("action"))) {
                names.keySet().removeIf(each -> each.matches(regex));
            } else if ("__name__".equals(line.get("target_label"))) {
                List<String> fitting = names.keySet().stream()
                        .filter(each -> each.matches(regex))
                        .toList();
                names.keySet().removeAll(fitting);
                fitting.forEach(each ->
                        names.put(each.replaceAll(regex, line.get("replacement").toString()), false));
            }
        }
        return names;
    }

    private Map<String, Boolean> recorded() {
        Map<String, Boolean> found = new LinkedHashMap<>();
        RULE.matcher(rules())
                .results()
                .filter(rule -> !rule.group(2).contains(":"))
                .forEach(rule -> found.put(rule.group(2), rule.group(1).contains("# Derived:")));
        return found;
    }

    /** Which system, of which version, and since when. */
    String known() {
        return page().lines().findFirst().orElseThrow().replaceFirst("^# ", "");
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
