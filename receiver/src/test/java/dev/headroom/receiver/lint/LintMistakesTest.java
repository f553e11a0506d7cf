package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Each mistake of mistakes.yml is found, at its place, with a remedy. */
class LintMistakesTest {
    @TempDir
    Path folder;

    /** One that is made in the good tree; see the file for what its keys mean. */
    record Mistake(Map<String, String> keys) {
        String get(String key) {
            return keys.getOrDefault(key, "");
        }

        void makeIn(Trees tree) {
            if (keys.containsKey("of")) {
                tree.with(get("file"), get("of"), get("with"));
            } else {
                tree.write(get("file"), get("with"));
            }
            if (keys.containsKey("and")) {
                tree.write(get("and"), get("holding"));
            }
        }

        @Override
        public String toString() {
            return get("rule") + ": " + get("with");
        }
    }

    static List<Mistake> all() throws IOException {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        try (Reader reader = Files.newBufferedReader(Trees.FIXTURES.resolve("mistakes.yml"))) {
            List<Map<String, String>> entries = yaml.load(reader);
            return entries.stream().map(Mistake::new).toList();
        }
    }

    /** But for what a next release no longer takes, and what promtool alone understands, which change with the releases. */
    @Test
    void eachRuleHasThree() throws IOException {
        Map<String, Long> times =
                all().stream().collect(Collectors.groupingBy(mistake -> mistake.get("rule"), Collectors.counting()));
        assertThat(EnumSet.complementOf(EnumSet.of(Rule.OUTDATED, Rule.NOT_UNDERSTOOD)))
                .allSatisfy(rule -> assertThat(times.getOrDefault(rule.id(), 0L))
                        .as(rule.id())
                        .isGreaterThanOrEqualTo(3));
    }

    /** Promtool and amtool are asked where they may know more than our own reading, and not for all the rest. */
    private static List<Finding> lint(Tree tree, String rule) {
        boolean refused = rule.equals(Rule.PROMQL.id()) || rule.equals(Rule.ALERTMANAGER.id());
        return (refused ? Linter.lint(tree) : Linter.lint(tree, Linter.OWN)).findings();
    }

    @ParameterizedTest
    @MethodSource("all")
    void isFound(Mistake mistake) {
        Trees tree = Trees.in(folder);
        mistake.makeIn(tree);

        List<Finding> all = lint(tree.read(), mistake.get("rule"));
        List<String> found = all.stream()
                .filter(finding -> finding.rule().id().equals(mistake.get("rule")))
                .filter(finding -> finding.message().contains(mistake.get("says")))
                .filter(finding ->
                        !finding.remedy().isBlank() && finding.remedy().contains(mistake.get("remedy")))
                .map(finding -> finding.place().toString().replace(folder + "/", ""))
                .toList();

        assertThat(found).as("%s: %s", mistake, all).isNotEmpty();
        if (!mistake.get("at").isEmpty()) {
            assertThat(found).contains(mistake.get("file") + ":" + mistake.get("at"));
        }
    }
}
