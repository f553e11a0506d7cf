package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there stays as it is. */
class FolderTest {
    private static final SortedMap<String, String> FILES =
            new TreeMap<>(Map.of("a/same.yml", "x: 1\n", "b.yml", "one\ntwo\nthree\n", "c.yml", "new\n"));

    @TempDir
    private Path root;

    private Folder mine() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.writeString(root.resolve("a/same.yml"), "x: 1\n");
        Files.writeString(root.resolve("b.yml"), "one\nmine\nthree\n");
        return new Folder(root);
    }

    @Test
    void onlyWhatIsMissingIsWritten() throws IOException {
        assertThat(mine().write(FILES)).containsExactly("c.yml");
        assertThat(root.resolve("b.yml")).hasContent("one\nmine\nthree\n");
        assertThat(root.resolve("c.yml")).hasContent("new\n");
        assertThat(new Folder(root).write(FILES)).isEmpty();
    }

    /** As after a kill in the midst of it. */
    @Test
    void whatWasHalfWrittenIsWrittenWhole() throws IOException {
        Files.writeString(root.resolve("c.yml.part"), "n");

        assertThat(mine().write(FILES)).containsExactly("c.yml");
        assertThat(root.resolve("c.yml")).hasContent("new\n");
        assertThat(root.resolve("c.yml.part")).doesNotExist();
    }

    @Test
    void theDifferenceShowsLinesAndWritesNothing() throws IOException {
        assertThat(mine().difference(FILES)).isEqualTo("""
                kept, though it would be otherwise: b.yml
                  - mine
                  + two
                new: c.yml
                  + new
                """);
        assertThat(root.resolve("c.yml")).doesNotExist();
    }

    @Test
    void whatCannotBeWrittenIsToldWithAWayOut() throws IOException {
        Files.writeString(root.resolve("a"), "a file where a folder should be");

        assertThatThrownBy(() -> new Folder(root).write(FILES))
                .isInstanceOf(InitException.class)
                .hasMessageContaining(root.resolve("a/same.yml") + " cannot be written")
                .hasMessageContaining(": %s is a file; ", root.resolve("a"))
                .hasMessageContaining("another one");
    }
}
