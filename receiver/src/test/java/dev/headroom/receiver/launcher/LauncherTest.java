package dev.headroom.receiver.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When ./headroom builds, and when it does not. */
class LauncherTest {
    private static final String BROKEN = "echo '[ERROR] Program.java:[3,5] not a statement'; exit 1\n";

    @TempDir
    private Path folder;

    private Tree tree;

    @BeforeEach
    void make() {
        tree = Tree.withPlainScripts(folder.resolve("tree"), folder.resolve("jdk"));
    }

    @Test
    void itBuildsOnceAndSaysSoInFewLines() {
        Distribution.Result first = tree.tries(Map.of());
        assertThat(first.out()).isEqualTo("first\n");
        assertThat(first.err()).contains("for the first time", "Built in ").doesNotContain("\r");
        assertThat(first.err().lines()).hasSize(2);
        assertThat(tree.tries(Map.of()).err()).isEmpty();
        assertThat(tree.run("ttl", "status")).isEqualTo("first");
        assertThat(tree.builds()).isOne();
    }

    @Test
    void aCopyIsNotBuiltAgain() {
        tree.run("status");
        Tree copy = tree.copy(folder.resolve("copy"));
        assertThat(copy.run("status")).isEqualTo("first");
        assertThat(copy.builds()).isOne();
    }

    @Test
    void aTouchedFileIsNotBuiltAgain() throws IOException {
        tree.run("status");
        Files.setLastModifiedTime(tree.source(), FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        assertThat(tree.run("status")).isEqualTo("first");
        assertThat(tree.builds()).isOne();
    }

    @Test
    void anEditIsBuiltAlsoWhereLengthAndTimeStay() throws IOException {
        FileTime before = Files.getLastModifiedTime(tree.source());
        tree.run("status");
        tree.edit("fifth");
        Files.setLastModifiedTime(tree.source(), before);
        assertThat(tree.run("status")).isEqualTo("fifth");
    }

    @Test
    void aFileMoreOrLessIsBuilt() throws IOException {
        tree.run("status");
        Path further = Files.createFile(tree.source().resolveSibling("Further.java"));
        tree.run("status");
        assertThat(tree.builds()).isEqualTo(2);
        Files.delete(further);
        tree.run("status");
        assertThat(tree.builds()).isEqualTo(3);
    }

    @Test
    void whatAnEditorKeepsBesideAFileIsNoSource() throws IOException {
        tree.run("status");
        Files.createFile(tree.source().resolveSibling(".Program.java.swp"));
        Files.createFile(tree.source().resolveSibling("Program.java~"));
        tree.run("status");
        assertThat(tree.builds()).isOne();
    }

    @Test
    void aFailedBuildLeavesTheOldProgram() {
        tree.run("status");
        tree.edit("other");
        tree.maven(BROKEN);
        Distribution.Result failed = tree.tries(Map.of());
        assertThat(failed.exit()).isEqualTo(2);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err())
                .contains("not a statement", "The build failed", "target/build.log", "HEADROOM_AS_BUILT=1");
        assertThat(tree.tries(Map.of("HEADROOM_AS_BUILT", "1")).out()).isEqualTo("first\n");
        assertThat(tree.programs()).as("nothing half built is left").hasSize(1);
        tree.edit("first");
        assertThat(tree.run("status")).as("the edit taken back").isEqualTo("first");
        assertThat(tree.builds()).isEqualTo(2);
    }

    @Test
    void aFirstBuildThatFailsNamesNoOldProgram() {
        tree.maven(BROKEN);
        Distribution.Result failed = tree.tries(Map.of());
        assertThat(failed.exit()).isEqualTo(2);
        assertThat(failed.err()).contains("not a statement").doesNotContain("HEADROOM_AS_BUILT");
        Distribution.Result asBuilt = tree.tries(Map.of("HEADROOM_AS_BUILT", "1"));
        assertThat(asBuilt.exit()).isEqualTo(2);
        assertThat(asBuilt.err()).contains("nothing was built yet");
    }

    @Test
    void aProgramInUseStaysUntilNobodyRunsIt() {
        try (Child running = tree.start("serve", "stay")) {
            Waiting.until("it runs", () -> running.out().equals("first\n"));
            Path inUse = tree.programs().get(0);
            tree.edit("second");
            assertThat(tree.run("status")).isEqualTo("second");
            assertThat(tree.programs()).hasSize(2).contains(inUse);
        }
        tree.edit("third");
        assertThat(tree.run("status")).isEqualTo("third");
        assertThat(tree.programs()).hasSize(1);
    }

    @Test
    void manyAtOnceBuildOnce() {
        tree.maven("sleep 1\n" + Tree.COPIES);
        List<Child> all = Stream.generate(() -> tree.start("status")).limit(4).toList();
        assertThat(all).allSatisfy(each -> assertThat(Tree.end(each).out()).isEqualTo("first\n"));
        assertThat(tree.builds()).isOne();
        assertThat(tree.programs()).hasSize(1);
    }

    @Test
    void sourcesEditedDuringTheBuildAreBuiltAgain() {
        tree.maven(Tree.COPIES + "[ -e edited ] || echo second >receiver/src/main/java/Program.java; touch edited\n");
        assertThat(tree.run("status")).isEqualTo("second");
        assertThat(tree.programs()).hasSize(1);
        tree.edit("first");
        assertThat(tree.run("status"))
                .as("what was built of both is not taken for it")
                .isEqualTo("first");
    }

    @Test
    void aTreeThatCannotBeWrittenRuns() throws IOException {
        tree.run("status");
        assertThat(tree.run(Map.of(), "chmod", "-R", "a-w", tree.root().toString())
                        .exit())
                .isZero();
        try {
            Distribution.Result result = asNobody();
            assertThat(result.out()).as(result.err()).isEqualTo("first\n");
            assertThat(result.err()).isEmpty();
            Files.writeString(chmod(tree.source(), "rw-r--r--"), "second");
            Distribution.Result stale = asNobody();
            assertThat(stale.exit()).isEqualTo(2);
            assertThat(stale.err()).contains("cannot be written", "HEADROOM_AS_BUILT=1");
            assertThat(stale.err().lines()).hasSize(3);
        } finally {
            tree.run(Map.of(), "chmod", "-R", "u+w", tree.root().toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"17.0.1, false", "21.0.9, false", "25.0.3, true"})
    void javaIsToldToWarnNobodyWhereItWould(String version, boolean would) throws IOException {
        Path java = folder.resolve("jdk/bin/java");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
        tree.run("status");
        assertThat(Files.readString(java.resolveSibling("java.options"))
                        .contains("--sun-misc-unsafe-memory-access=allow"))
                .isEqualTo(would);
    }

    /** Root may write anywhere, so it takes off its rights first. */
    private Distribution.Result asNobody() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return tree.tries(Map.of());
        }
        assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "no setpriv to be somebody else with");
        chmod(folder, "rwxr-xr-x");
        String launcher = tree.root().resolve("headroom").toString();
        return tree.run(Map.of(), "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", launcher, "status");
    }

    private static Path chmod(Path file, String rights) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }
}
