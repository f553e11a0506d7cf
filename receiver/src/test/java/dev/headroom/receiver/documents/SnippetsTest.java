package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.cli.Main;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Which commands the documents have, and that those in running text are commands of Headroom. */
class SnippetsTest {
    private static final Pattern IN_TEXT = Pattern.compile("`(?:\\./)?headroom ([^`]+)`");

    static List<Path> documents() {
        return Snippets.documents();
    }

    @Test
    void commandsAreFoundInEveryKindOfBlock() {
        List<Snippet> found = Snippets.in("x.md", """
                Text.

                    ./headroom lint   # indented
                    ./verify

                ```
                $ ./headroom status
                SERVICE  DESIRED
                app      3
                $ ./headroom version
                ```

                1. In a list:

                   ```
                   curl http://127.0.0.1/ -d '{"a":
                     1}'
                   ./headroom scale app 3 \\
                     --reason x
                   ```

                ```yaml
                ./not: a command
                ```

                ```
                alert-rules/ --> Prometheus
                ```
                """);
        assertThat(found)
                .extracting(Snippet::text)
                .containsExactly(
                        "./headroom lint   # indented",
                        "./verify",
                        "./headroom status",
                        "./headroom version",
                        "curl http://127.0.0.1/ -d '{\"a\":\n  1}'",
                        "./headroom scale app 3 \\\n  --reason x");
        assertThat(found.get(2).output()).containsExactly("SERVICE  DESIRED", "app      3");
        assertThat(found.get(4).line()).isEqualTo(16);
    }

    @Test
    void whatIsNotRunIsStillInADocument() {
        List<Snippet> all = documents().stream()
                .flatMap(document -> Snippets.in(document).stream())
                .toList();
        assertThat(all).hasSizeGreaterThan(40);
        assertThat(NotRun.all()).isNotEmpty().allSatisfy(entry -> {
            assertThat(all)
                    .as("%s in %s is in no document: remove it", entry.beginning(), NotRun.FILE)
                    .anyMatch(entry::covers);
            assertThat(entry.reason()).isNotBlank();
        });
    }

    /** The TTL tuner's commands are another program's. */
    @ParameterizedTest
    @MethodSource("documents")
    void aCommandInRunningTextIsOneThatTheProgramTakes(Path document) {
        IN_TEXT.matcher(Snippets.text(document).replace('\n', ' '))
                .results()
                .map(found -> found.group(1))
                .filter(words -> !words.startsWith("ttl") && !words.contains("..."))
                .forEach(words -> assertThat(refusal(words))
                        .as("`headroom %s` in %s", words, document)
                        .isEmpty());
    }

    private static String refusal(String words) {
        try {
            Main.commandLine(arguments(words)).parseArgs(arguments(words));
            return "";
        } catch (CommandLine.ParameterException e) {
            return e.getMessage();
        }
    }

    /** With an example in the place of each word in capitals. */
    private static String[] arguments(String words) {
        return Stream.of(words.replaceAll("\"[^\"]*\"", "words").split(" +"))
                .map(word -> word.matches("N|COUNT") ? "3" : word)
                .map(word -> word.equals("TIME") ? "2026-01-01T00:00:00Z" : word)
                .map(word -> word.matches("[A-Z]+") ? "app" : word)
                .toArray(String[]::new);
    }
}
