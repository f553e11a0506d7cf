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
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The edits that CONTRIBUTING.md names for a threshold, a cooldown, a trigger and a service are enough: in a copy of the tree
 * with them passes what holds the shipped files to each other and to the specification.
 */
class PullRequestsIT {
    private static final Path DEVIATIONS = Path.of("receiver/src/test/resources/rules/deviations.txt");
    private static final Set<Path> LEFT_OUT = Set.of(Path.of("target"), Path.of(".git"), Path.of("node_modules"));
    private static final String SPECIFICATION = "lint.SpecificationTest";

    /** What CONTRIBUTING.md has written anew. */
    private static final List<String> WRITING = List.of("lint.ShippedRulesTest", "grafana.DashboardsTest");

    /** Every class that knows the shipped files, but those that need servers. */
    private static final List<String> CHECKS = List.of(
            SPECIFICATION,
            "config.ShippedPolicyTest",
            "grafana.DashboardsTest",
            "grafana.LinterConditionsTest",
            "grafana.MetricTableTest",
            "grafana.ProvisioningTest",
            "kubernetes.ManifestsTest",
            "lint.DemandVariantTest",
            "lint.ShippedRulesTest",
            "render.HpaTest");

    @TempDir
    private Path copy;

    @BeforeEach
    void copy() throws IOException {
        Files.walkFileTree(RuleFiles.ROOT, new SimpleFileVisitor<>() {
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
                Files.copy(file, in(file));
                return FileVisitResult.CONTINUE;
            }

            private Path in(Path path) {
                return copy.resolve(RuleFiles.ROOT.relativize(path));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"threshold", "cooldown", "trigger", "service"})
    void passesWithTheEditsThatAreNamed(String name) throws IOException {
        Edits edits = Edits.of(name);
        edits.makeIn(copy);
        tests(List.of("-Dheadroom.write=true"), WRITING);

        assertThat(tests(List.of(), CHECKS)).contains(" tests passed").doesNotContain("Failures");
        assertThat(findings()).isEmpty();
        assertThat(Difference.ofAll(RuleFiles.ROOT, copy)).anyMatch(line -> line.contains(edits.says()));
        assertThat(promtool(edits)).doesNotContain("FAILED");
        assertThat(edits.files()).allSatisfy(PullRequestsIT::isNamed);
    }

    @ParameterizedTest
    @CsvSource({"threshold, app cpu", "cooldown, app request_queue", "trigger, app connections"})
    void theSpecificationsTestSaysHowToAcceptIt(String name, String subject) throws IOException {
        Edits.of(name).where(file -> !file.equals(DEVIATIONS.toString())).makeIn(copy);

        assertThat(tests(List.of(), List.of(SPECIFICATION)))
                .contains("Failures (1)", "add a line to " + DEVIATIONS + ": " + subject + " because ...");
    }

    private String tests(List<String> options, List<String> classes) throws IOException {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m"));
        words.addAll(options);
        words.addAll(List.of("-cp", classpath(), TestRun.class.getName()));
        classes.forEach(name -> words.add("dev.headroom.receiver." + name));
        return output(words, copy.resolve("receiver"));
    }

    private static String classpath() {
        String ours = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(ours.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private List<String> findings() {
        return Stream.concat(Stream.of(copy), Tree.variants(copy).stream())
                .flatMap(folder -> Linter.lint(Tree.read(folder)).findings().stream())
                .map(Object::toString)
                .toList();
    }

    /** The tests of rules that were edited, and those that know every signal. */
    private String promtool(Edits edits) throws IOException {
        Generation generation = Generation.any("promtool");
        generation.assumeHas(PullRequestsIT.class, "promtool");
        List<String> words = new ArrayList<>(List.of(generation.program("promtool"), "test", "rules"));
        Stream.concat(edits.files().stream(), Stream.of("alert-rules/tests/pipeline.test.yml"))
                .filter(file -> file.startsWith("alert-rules/tests/"))
                .distinct()
                .forEach(words::add);
        return output(words, copy);
    }

    private static String output(List<String> words, Path folder) throws IOException {
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** By itself, or with SERVICE or NAME for what it is about. */
    private static void isNamed(String file) throws IOException {
        String text = Files.readString(RuleFiles.ROOT.resolve("CONTRIBUTING.md"));
        assertThat(Stream.of(
                                file,
                                file.replaceFirst("(app|worker-[a-z]+)\\.", "SERVICE."),
                                file.replaceFirst("[a-z]+\\.(rules|test|yml)", "NAME.$1"))
                        .filter(text::contains))
                .as("%s, in CONTRIBUTING.md", file)
                .isNotEmpty();
    }
}
