package dev.headroom.receiver.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The classes that the packaged receiver loads until it has answered, archived: it halves the CPU of a start. Made once
 * for a build, by whichever JVM of tests wants it first; the others wait for it.
 */
public final class Archive {
    private static final Path FOLDER = Distribution.ROOT.resolve("receiver/target/archive");
    private static final Path FILE = FOLDER.resolve(Runtime.version() + ".jsa");

    private Archive() {}

    /** The option of Java that uses it. */
    public static synchronized String option() {
        try {
            Files.createDirectories(FOLDER);
            Path lock = FOLDER.resolve("lock");
            try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = file.lock()) {
                if (!held.isValid() || !Files.exists(FILE) || time(FILE).compareTo(packaged()) < 0) {
                    make();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-XX:SharedArchiveFile=" + FILE;
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the newest jar was made. */
    private static FileTime packaged() throws IOException {
        try (Stream<Path> jars = Files.list(Distribution.LIB)) {
            return jars.map(Archive::time).max(FileTime::compareTo).orElseThrow();
        }
    }

    /** In two steps, for an archive of one step lacks the old classes of the command line's library. */
    private static void make() throws IOException {
        Path classes = FOLDER.resolve("classes");
        List<String> option = List.of("-XX:DumpLoadedClassList=" + classes);
        String[] words = {"serve", "--listen", "127.0.0.1:0", "--store", "sqlite:" + FOLDER.resolve("headroom.db")};
        try (Child child = Distribution.start(FOLDER, option, Map.of(), words)) {
            Http.at(Distribution.port(child)).text("/metrics");
        }
        Path made = FOLDER.resolve("made");
        List<String> dump = new ArrayList<>(List.of(Distribution.JAVA.toString(), "-Xshare:dump", "-XX:+UseSerialGC"));
        dump.addAll(List.of("-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + made));
        dump.addAll(List.of("-Xlog:disable", "-cp", Distribution.LIB + "/*"));
        try (Child child = Child.start(FOLDER, dump, Map.of())) {
            child.exit(Distribution.ARCHIVING);
        }
        Files.move(made, FILE, StandardCopyOption.REPLACE_EXISTING);
    }
}
