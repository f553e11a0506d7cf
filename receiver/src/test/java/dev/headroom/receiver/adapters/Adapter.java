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

/** An adapter by its name: its rules, their test, and what the system writes that it reads. */
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

    /** The metrics of the product that it records, each with whether it says that they are derived. */
    Map<String, Boolean> records() {
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
