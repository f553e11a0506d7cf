package dev.headroom.receiver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.e2e.Child;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion, as the shells themselves do it. */
class CompletionTest {

    @TempDir
    Path folder;

    @Test
    void bashCompletes() throws IOException {
        assertThat(bash("''")).contains("status", "freeze", "ttl", "completion");
        assertThat(bash("status", "--w")).contains("--watch");
        assertThat(bash("hold", "app", "''")).contains("up", "down");
    }

    private String bash(String... typed) throws IOException {
        String words = "headroom " + String.join(" ", typed);
        return shell(
                List.of("bash", "--norc", "-c"),
                "source " + script("bash") + "; COMP_WORDS=(" + words + "); COMP_CWORD=" + typed.length
                        + "; COMP_LINE=\"" + words.replace("''", "")
                        + "\"; COMP_POINT=${#COMP_LINE}; _complete_headroom;"
                        + " echo ${COMPREPLY[@]}");
    }

    @Test
    void zshCompletes() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "needs zsh");

        assertThat(shell(List.of("zsh", "-fc"), "source " + script("zsh") + " && print -r -- ${_comps[headroom]}"))
                .contains("_complete_headroom");
    }

    @Test
    void fishCompletes() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/fish")), "needs fish");

        assertThat(fish("")).contains("status\tShows replicas", "ttl\tTunes cache TTLs in Redis.");
        assertThat(fish("status --w")).contains("--watch");
        assertThat(fish("hold app ")).contains("up", "down");
        assertThat(fish("completion ")).contains("bash", "zsh", "fish");
        assertThat(fish("ttl ")).contains("replay");
    }

    @Test
    void fishIsToldWholeSentences() {
        assertThat(new FishCompletion(Main.commandLine().getCommandSpec())
                        .toString()
                        .lines())
                .filteredOn(line -> line.contains("Asks the cluster of headroom.yml"))
                .singleElement(STRING)
                .endsWith("checks no files.'");
    }

    private String fish(String typed) throws IOException {
        return shell(List.of("fish", "-Nc"), "source " + script("fish") + "; complete -C 'headroom " + typed + "'");
    }

    private Path script(String shell) throws IOException {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            assertThat(Main.commandLine().execute("completion", shell)).isZero();
        } finally {
            System.setOut(out);
        }
        return Files.write(folder.resolve("headroom." + shell), printed.toByteArray());
    }

    private String shell(List<String> shell, String command) {
        List<String> words = new ArrayList<>(shell);
        words.add(command);
        try (Child child = Child.start(folder, words, Map.of("HOME", folder.toString()))) {
            assertThat(child.exit(Duration.ofSeconds(60))).as(child.err()).isZero();
            return child.out();
        }
    }
}
