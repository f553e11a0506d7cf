package dev.headroom.receiver.rules;

import dev.headroom.receiver.rules.RuleFiles.AlertRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.Yaml;

/**
 * Runs the promtool tests of one alert on mutants of it. To be quick, a run holds the alert alone, the signals that it
 * reads, and the checks that name it.
 *
 * @param promtool its file
 */
record PromtoolTests(String promtool, AlertRule alert, Path folder) {
    /** Runs so brief need no second core, nor memory given back: a third less CPU. */
    private static final Map<String, String> BRIEF = Map.of("GOMAXPROCS", "1", "GOGC", "400");

    private static final String SIGNALS = "signals.rules.yml";
    private static final String PASSED = "  SUCCESS";
    /** What stands before the results of each file: in promtool 2, and in 3. */
    private static final String FILE = "(?:Unit Testing:  |Processing test file: )";

    /** The mutants that no test has noticed. */
    List<Mutant> unnoticed(List<Mutant> mutants) {
        List<String> words = new ArrayList<>(List.of(promtool, "test", "rules"));
        IntStream.range(0, mutants.size())
                .forEach(i -> words.add(write(folder.resolve(Integer.toString(i)), mutants.get(i))));
        String[] results = run(words).split(FILE, -1);
        if (results.length != mutants.size() + 1) {
            throw new IllegalStateException("promtool gave another number of results: " + String.join("", results));
        }
        return IntStream.range(0, mutants.size())
                .filter(i -> results[i + 1].contains(PASSED))
                .mapToObj(mutants::get)
                .toList();
    }

    private static String run(List<String> words) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().putAll(BRIEF);
            Process process = builder.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(Path into, Mutant mutant) {
        try {
            Path tests = Files.createDirectories(into.resolve("tests")).resolve("a.test.yml");
            save(into.resolve(SIGNALS), Map.of("groups", signals(mutant)));
            save(into.resolve(alert.file() + ".rules.yml"), Map.of("groups", List.of(group(mutant))));
            save(tests, tests());
            return tests.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> group(Mutant mutant) {
        return Map.of("name", alert.file(), "rules", List.of(mutant.rule()));
    }

    /** The groups of signals, with those only that the alert reads, directly or through others. */
    private List<Map<String, Object>> signals(Mutant mutant) {
        Set<Object> needed = new HashSet<>();
        int before = -1;
        StringBuilder read = new StringBuilder(mutant.rule().toString());
        while (needed.size() > before) {
            before = needed.size();
            alert.signals()
                    .forEach(group -> RuleFiles.maps(group.get("rules")).stream()
                            .filter(rule ->
                                    isRead(read.toString(), rule.get("record").toString()))
                            .filter(needed::add)
                            .forEach(rule -> read.append(rule.get("expr"))));
        }
        return alert.signals().stream()
                .map(group -> RuleFiles.only(group, needed::contains))
                .toList();
    }

    /** By name, or by the end of the name in a regular expression. */
    private static boolean isRead(String text, String record) {
        return text.contains(record)
                || text.contains(record.substring(record.indexOf(':') + 1) + "|")
                || text.contains(record.substring(record.indexOf(':') + 1) + ")");
    }

    private Map<String, Object> tests() {
        Map<String, Object> file = alert.tests();
        file.put("rule_files", List.of("../" + SIGNALS, "../" + alert.file() + ".rules.yml"));
        file.put(
                "tests",
                RuleFiles.maps(file.get("tests")).stream()
                        .map(this::checksOfTheAlert)
                        .filter(test -> test.containsKey("alert_rule_test") || test.containsKey("promql_expr_test"))
                        .toList());
        return file;
    }

    private Map<String, Object> checksOfTheAlert(Map<String, Object> test) {
        Map<String, Object> copy = new LinkedHashMap<>(test);
        keep(copy, "alert_rule_test", check -> check.get("alertname").equals(alert.name()));
        keep(copy, "promql_expr_test", check -> check.get("expr").toString().contains("\"" + alert.name() + "\""));
        return copy;
    }

    private static void keep(Map<String, Object> test, String key, Predicate<Map<String, Object>> wanted) {
        List<Map<String, Object>> kept =
                RuleFiles.maps(test.remove(key)).stream().filter(wanted).toList();
        if (!kept.isEmpty()) {
            test.put(key, kept);
        }
    }

    private static void save(Path file, Map<String, Object> content) throws IOException {
        Files.writeString(file, new Yaml().dump(content));
    }
}
