package dev.headroom.receiver.lint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Folders to check: a small good one, and copies of it with one thing changed. */
final class Trees {
    static final Path FIXTURES = Path.of("src/test/resources/lint").toAbsolutePath();
    static final Path SHIPPED = Path.of("..").toAbsolutePath().normalize();

    private final Path root;

    private Trees(Path root) {
        this.root = root;
    }

    /** A copy of the small good tree. */
    static Trees in(Path folder) {
        Trees tree = new Trees(folder);
        tree.overlay(FIXTURES.resolve("base"));
        return tree;
    }

    Path root() {
        return root;
    }

    /** Puts the files of a folder over those that are there. */
    Trees overlay(Path folder) {
        return overlay(folder, "");
    }

    /** Puts them over those that are in a folder of the tree. */
    Trees overlay(Path folder, String into) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = root.resolve(into).resolve(folder.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.deleteIfExists(copy);
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Replaces a text that must be there. */
    Trees with(String file, String text, String other) {
        try {
            String content = Files.readString(root.resolve(file));
            if (!content.contains(text)) {
                throw new IllegalArgumentException(file + " holds no " + text);
            }
            Files.writeString(root.resolve(file), content.replace(text, other));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Puts a file there, in place of any that is. */
    Trees write(String file, String content) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Tree read() {
        return Tree.read(root);
    }

    Report lint() {
        return Linter.lint(read());
    }
}
