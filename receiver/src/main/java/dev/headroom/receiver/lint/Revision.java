package dev.headroom.receiver.lint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An earlier state of a tree: a folder that somebody names, or what Git has kept, in a temporary folder.
 *
 * @param temporary whether the folder is removed at the end
 */
public record Revision(Path folder, boolean temporary) implements AutoCloseable {
    /**
     * The state of {@code root} in {@code base}.
     *
     * @param base a folder that holds alert-rules/, or a Git revision
     * @throws LintException where it is neither
     */
    public static Revision of(Path root, String base) {
        Path folder = Path.of(base);
        if (Tree.isTree(folder)) {
            return new Revision(folder, false);
        }
        if (Files.isDirectory(folder)) {
            throw new LintException("there is no folder alert-rules in " + base + "; name the folder that holds it");
        }
        return fromGit(root, base);
    }

    private static Revision fromGit(Path root, String base) {
        List<String> names = git(root, base, "ls-tree", "--name-only", base)
                .lines()
                .filter(FileDifference.PARTS::contains)
                .toList();
        if (names.isEmpty()) {
            throw new LintException("revision " + base + " holds no alert-rules; name another");
        }
        try {
            Path folder = Files.createTempDirectory("headroom-lint");
            Path zip = folder.resolve("tree.zip");
            List<String> words = new ArrayList<>(List.of("archive", "--format=zip", "-o", zip.toString(), base));
            words.addAll(names);
            git(root, base, words.toArray(String[]::new));
            unzip(zip, folder);
            return new Revision(folder, true);
        } catch (IOException e) {
            throw new LintException("cannot unpack revision " + base + ": " + e.getMessage());
        }
    }

    private static String git(Path root, String base, String... words) {
        List<String> all = new ArrayList<>(List.of("git"));
        all.addAll(List.of(words));
        Programs.Output output = Programs.output(root, all);
        if (output.exit() != 0) {
            throw new LintException(base + " is neither a folder nor a revision of Git: "
                    + output.text().strip().replace("\n", " ") + "; write it like main or HEAD~1");
        }
        return output.text();
    }

    private static void unzip(Path zip, Path folder) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            for (ZipEntry entry :
                    archive.stream().filter(found -> !found.isDirectory()).toList()) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (file.startsWith(folder)) {
                    Files.createDirectories(file.getParent());
                    try (InputStream content = archive.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
