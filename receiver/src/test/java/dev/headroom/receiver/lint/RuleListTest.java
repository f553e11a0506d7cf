package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule is listed by the command, and explained in docs/lint.md with an example and its cure. */
class RuleListTest {

    @ParameterizedTest
    @EnumSource
    void isListedAndExplained(Rule rule) throws IOException {
        String document = Files.readString(Trees.SHIPPED.resolve("docs/lint.md"));
        String severity = rule.severity() == Severity.ERROR ? "Error" : "Warning";

        assertThat(RuleList.text())
                .containsPattern(
                        "(?m)^" + rule.id() + " +" + severity.toLowerCase(Locale.ROOT) + " +" + rule.meaning() + "$");
        assertThat(document)
                .containsPattern("(?s)\n### " + rule.id() + "\n\n" + severity + ": " + rule.meaning()
                        + "\\.\n\n```yaml\n[^`]+\n```\n\n[A-Z]");
    }
}
