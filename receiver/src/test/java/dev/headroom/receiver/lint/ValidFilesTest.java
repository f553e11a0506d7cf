package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No error is found in two hundred valid files: promtool and amtool, where they are, take them too, else there would be one. */
class ValidFilesTest {
    private static final int RULES = 160;
    private static final int CONFIGURATIONS = 40;

    @TempDir
    private Path folder;

    private static ValidFiles files(String name) throws IOException {
        return ValidFiles.of(Files.readString(Trees.FIXTURES.resolve(name)));
    }

    private static Stream<String> errors(Report report) {
        return report.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(Finding::toString);
    }

    @Test
    void rulesOfAllShapes() throws IOException {
        Trees tree = Trees.in(folder);
        files("valid.yml").rules(RULES).forEach((name, text) -> tree.write("alert-rules/" + name, text));
        Report report = tree.lint();
        assertThat(errors(report)).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::rule)
                .doesNotContain(Rule.NOT_UNDERSTOOD, Rule.HUMANIZE, Rule.VOLATILE_LABEL, Rule.LABEL_LOST);
        assertThat(tree.read().ruleFiles()).hasSizeGreaterThanOrEqualTo(RULES);
    }

    /** What promtool 2.42 refuses yet is taken by our own reading. */
    @Test
    void rulesOfPrometheus3() throws IOException {
        Trees tree = Trees.in(folder);
        files("valid-newer.yml").rules(12).forEach((name, text) -> tree.write("alert-rules/" + name, text));
        assertThat(RuleSyntax.mistakes(tree.read())).isEmpty();
        assertThat(RuleChecks.expressions(tree.read()))
                .allSatisfy(expression -> assertThat(expression.mistake())
                        .as(expression.written())
                        .isEmpty());
    }

    @Test
    void configurationsOfAlertmanager() throws IOException {
        int number = 0;
        for (String text : files("valid.yml").configurations(CONFIGURATIONS)) {
            Trees tree = Trees.in(folder.resolve(String.valueOf(number++)));
            Files.delete(tree.root().resolve("alert-rules/app.rules.yml"));
            Files.delete(tree.root().resolve("alert-rules/headroom.rules.yml"));
            tree.write("alertmanager/alertmanager.yml", text);
            assertThat(Amtool.refusals(tree.read())).as(text).isEmpty();
            assertThat(tree.read().routing().orElseThrow().refused()).as(text).isEmpty();
        }
    }
}
