package dev.headroom.receiver.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The shipped rule files and their promtool tests, as maps and lists. */
final class RuleFiles {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path FOLDER = ROOT.resolve("alert-rules");

    private RuleFiles() {}

    /** An alerting rule of the file {@code NAME.rules.yml} in a folder, whose tests are {@code tests/NAME.test.yml} there. */
    record AlertRule(Path folder, String file, Map<String, Object> rule) {
        String name() {
            return rule.get("alert").toString();
        }

        /** Of its test, as it stands in the file. */
        Map<String, Object> tests() {
            return read(testFolder().resolve(file + ".test.yml"));
        }

        private Path testFolder() {
            return folder.resolve("tests");
        }

        /** The groups of recording rules that its tests load. */
        List<Map<String, Object>> signals() {
            return strings(tests().get("rule_files")).stream()
                    .flatMap(loaded -> groups(testFolder().resolve(loaded)).stream())
                    .map(group -> only(group, recorded -> recorded.containsKey("record")))
                    .filter(group -> !maps(group.get("rules")).isEmpty())
                    .toList();
        }

        @Override
        public String toString() {
            return ROOT.relativize(folder) + " " + name();
        }
    }

    /** Those of all services, and those that stand in place of some in the demand policy. */
    static List<AlertRule> alerts() {
        return Stream.of(FOLDER, FOLDER.resolve("demand"))
                .flatMap(folder -> names(folder).stream().flatMap(file -> alerts(folder, file)))
                .toList();
    }

    private static Stream<AlertRule> alerts(Path folder, String file) {
        return groups(folder.resolve(file + ".rules.yml")).stream()
                .flatMap(group -> maps(group.get("rules")).stream())
                .filter(rule -> rule.containsKey("alert"))
                .map(rule -> new AlertRule(folder, file, rule));
    }

    /** A group with those of its rules only that are wanted. */
    static Map<String, Object> only(Map<String, Object> group, Predicate<Map<String, Object>> wanted) {
        Map<String, Object> copy = new LinkedHashMap<>(group);
        copy.put("rules", maps(group.get("rules")).stream().filter(wanted).toList());
        return copy;
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".rules.yml"))
                    .map(name -> name.replace(".rules.yml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<String, Object>> groups(Path file) {
        return maps(read(file).get("groups"));
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
