package dev.headroom.receiver.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.lint.Difference;
import dev.headroom.receiver.lint.Linter;
import dev.headroom.receiver.lint.Tree;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The edits that CONTRIBUTING.md names for a threshold, a cooldown, a trigger and a service are enough: in a copy of the tree
 * with them passes what holds the shipped files to each other and to the specification.
 */
class PullRequestsIT {
    static final List<String> NAMES = List.of("threshold", "cooldown", "trigger", "service");
    private static final Set<Path> LEFT_OUT = Set.of(Path.of("target"), Path.of(".git"), Path.of("node_modules"));

    @TempDir
    private static Path copy;

    private static String printed;

    @BeforeAll
    static void make() throws IOException {
        Files.walkFileTree(RuleFiles.ROOT, new Copying());
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-cp", classpath()));
        words.add(PullRequests.class.getName());
        words.addAll(NAMES);
        printed = output(words, copy.resolve("receiver"));
    }

    private static final class Copying extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (LEFT_OUT.contains(folder.getFileName())) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(in(folder));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.copy(file, in(file), LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
        }

        private static Path in(Path path) {
            return copy.resolve(RuleFiles.ROOT.relativize(path).toString());
        }
    }

    private static String classpath() {
        String ours = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(ours.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String output(List<String> words, Path folder) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("GOMAXPROCS", "1", "GOGC", "400")); // as ./verify does
        Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void passesWithTheEditsThatAreNamed(String name) {
        assertThat(printed)
                .containsPattern("== " + name + ", written: [1-9][0-9]* passed, 0 failed")
                .containsPattern("== " + name + ": [1-9][0-9]* passed, 0 failed");
    }

    @ParameterizedTest
    @CsvSource({"app cpu", "app request_queue", "app connections", "worker-embed queue_length"})
    void theTestOfTheSpecificationSaysHowToAcceptIt(String subject) {
        assertThat(printed)
                .contains("add a line to " + PullRequests.DEVIATIONS + ": " + subject + " because ...")
                .doesNotContainPattern("== without line: [0-9]+ passed, 0 failed");
    }

    @Test
    void theLinterFindsNothingAndTellsWhatTheyChange() throws IOException {
        assertThat(Tree.all(copy).stream().flatMap(tree -> Linter.lint(tree).findings().stream()))
                .isEmpty();
        List<String> told = Difference.ofAll(RuleFiles.ROOT, copy);
        for (String name : NAMES) {
            String says = Edits.of(name).says();
            assertThat(told).anyMatch(line -> line.startsWith(says));
        }
    }

    /** Of those that were edited, and those that know every signal. */
    @Test
    void theTestsOfTheRulesPass() throws IOException {
        Generation generation = Generation.any("promtool");
        generation.assumeHas(PullRequestsIT.class, "promtool");
        List<String> words = new ArrayList<>(List.of(generation.program("promtool"), "test", "rules"));
        Stream.concat(edited().stream(), Stream.of("alert-rules/tests/pipeline.test.yml"))
                .filter(file -> file.startsWith("alert-rules/tests/"))
                .forEach(words::add);
        assertThat(output(words, copy)).contains("SUCCESS").doesNotContain("FAILED");
    }

    /** By itself, or with SERVICE or NAME for what it is about. */
    @Test
    void everyFileThatIsEditedIsNamed() throws IOException {
        String text = Files.readString(RuleFiles.ROOT.resolve("CONTRIBUTING.md"));
        assertThat(edited())
                .filteredOn(file -> Stream.of(
                                file,
                                file.replaceFirst("(app|worker-[a-z]+)\\.", "SERVICE."),
                                file.replaceFirst("signals-[a-z]+", "signals-NAME"))
                        .noneMatch(text::contains))
                .isEmpty();
    }

    private static Set<String> edited() throws IOException {
        Set<String> files = new TreeSet<>();
        for (String name : NAMES) {
            files.addAll(Edits.of(name).files());
        }
        return files;
    }
}
