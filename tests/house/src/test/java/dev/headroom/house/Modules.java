package dev.headroom.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules' sources, as this module sees them. */
final class Modules {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    static final List<String> ALL = List.of("settings", "clients", "receiver", "ttl-tuner");

    private Modules() {}

    /** The Java files of one of a module's source folders, {@code main} or {@code test}. */
    static List<Path> sources(String module, String kind) {
        Path folder = ROOT.resolve(module).resolve("src").resolve(kind).resolve("java");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the module that a file is in. */
    static String of(Path file) {
        return ROOT.relativize(file).getName(0).toString();
    }
}
