package dev.headroom.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.sourceforge.pmd.cpd.CPDConfiguration;
import net.sourceforge.pmd.cpd.CpdAnalysis;
import net.sourceforge.pmd.cpd.Mark;
import net.sourceforge.pmd.cpd.Match;
import net.sourceforge.pmd.lang.java.JavaLanguageModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No copy of 12 lines or more from one module to another, none of 25 inside one; of tests, too. By PMD's CPD. */
class CopiesTest {
    private static final int BETWEEN = 12;
    private static final int INSIDE = 25;

    /** Fewer make no twelve lines that anybody would call a copy. */
    private static final int TOKENS = 40;

    @TempDir
    Path folder;

    @Test
    void nothingIsWrittenTwice() throws IOException {
        List<Path> sources = Modules.ALL.stream()
                .flatMap(module -> Stream.of("main", "test").flatMap(kind -> Modules.sources(module, kind).stream()))
                .toList();
        assertThat(sources).hasSizeGreaterThan(500);
        assertThat(copies(sources)).isEmpty();
    }

    /** A class and itself under another name. */
    @Test
    void aCopyIsFound() throws IOException {
        Path original = Modules.sources("settings", "main").stream()
                .filter(file -> file.endsWith("SyntaxProblem.java"))
                .findFirst()
                .orElseThrow();
        Path copy = Files.writeString(
                folder.resolve("Copy.java"), Files.readString(original).replace("SyntaxProblem", "Copy"));
        assertThat(copies(List.of(original, copy))).isNotEmpty();
    }

    private static List<String> copies(List<Path> sources) throws IOException {
        CPDConfiguration configuration = new CPDConfiguration();
        configuration.setMinimumTileSize(TOKENS);
        configuration.setOnlyRecognizeLanguage(JavaLanguageModule.getInstance());
        List<String> copies = new ArrayList<>();
        try (CpdAnalysis detector = CpdAnalysis.create(configuration)) {
            sources.forEach(detector.files()::addFile);
            detector.performAnalysis(found -> found.getMatches().stream()
                    .filter(CopiesTest::isTooLong)
                    .map(CopiesTest::told)
                    .forEach(copies::add));
        }
        return copies;
    }

    private static boolean isTooLong(Match match) {
        long modules = match.getMarkSet().stream()
                .map(mark -> Modules.of(file(mark)))
                .distinct()
                .count();
        return match.getLineCount() >= (modules > 1 ? BETWEEN : INSIDE);
    }

    private static String told(Match match) {
        return match.getLineCount() + " lines: "
                + match.getMarkSet().stream()
                        .map(mark -> Modules.ROOT.relativize(file(mark)) + ":"
                                + mark.getLocation().getStartLine())
                        .toList();
    }

    private static Path file(Mark mark) {
        return Path.of(mark.getLocation().getFileId().getAbsolutePath());
    }
}
