package dev.headroom.receiver.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The shipped rule files and their promtool tests, as maps and lists. */
final class RuleFiles {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path FOLDER = ROOT.resolve("alert-rules");

    private RuleFiles() {}

    /** An alerting rule of the file {@code NAME.rules.yml}, whose tests are {@code tests/NAME.test.yml}. */
    record AlertRule(String file, Map<String, Object> rule) {
        String name() {
            return rule.get("alert").toString();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static List<AlertRule> alerts() {
        return names().stream()
                .flatMap(file -> rules(file).stream()
                        .filter(rule -> rule.containsKey("alert"))
                        .map(rule -> new AlertRule(file, rule)))
                .toList();
    }

    private static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".rules.yml"))
                    .map(name -> name.replace(".rules.yml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The groups of recording rules that the tests {@code tests/NAME.test.yml} load. */
    static List<Map<String, Object>> signals(String file) {
        return strings(tests(file).get("rule_files")).stream()
                .map(loaded -> loaded.substring(loaded.lastIndexOf('/') + 1).replace(".rules.yml", ""))
                .filter(loaded -> !loaded.equals(file))
                .flatMap(loaded -> groups(loaded).stream())
                .toList();
    }

    private static List<Map<String, Object>> groups(String file) {
        return maps(read(FOLDER.resolve(file + ".rules.yml")).get("groups"));
    }

    private static List<Map<String, Object>> rules(String file) {
        List<Map<String, Object>> rules = new ArrayList<>();
        groups(file).forEach(group -> rules.addAll(maps(group.get("rules"))));
        return rules;
    }

    static Map<String, Object> tests(String file) {
        return read(FOLDER.resolve("tests").resolve(file + ".test.yml"));
    }

    static Map<String, Object> read(Path file) {
        try {
            return new Yaml().load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Object node) {
        return (List<String>) node;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Object node) {
        return node == null ? List.of() : (List<Map<String, Object>>) node;
    }
}
