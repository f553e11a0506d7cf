package dev.headroom.receiver.kubernetes.real;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps programs going for as long as any process has the leash open for writing: the system closes it for who ends, however
 * that ends. Then they are killed, and their folder goes.
 */
final class Leash {
    private static final String SCRIPT =
            "\"$@\" </dev/null & p=$!; cat >/dev/null; kill -9 $p; wait $p 2>/dev/null; rm -rf \"$0\"";

    private Leash() {}

    static Path file(Path folder) {
        return folder.resolve("leash");
    }

    /** Makes it. It must be open for writing before a program is started on it. */
    static Path made(Path folder) throws IOException {
        Process made = new ProcessBuilder("mkfifo", file(folder).toString())
                .redirectErrorStream(true)
                .start();
        try {
            if (made.waitFor() != 0) {
                throw new IOException("no leash in " + folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return file(folder);
    }

    /** Starts a program; its log is in the folder. */
    static void start(Path folder, String program, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", SCRIPT, folder.toString(), Programs.path(program)));
        words.addAll(List.of(options));
        new ProcessBuilder(words)
                .redirectInput(file(folder).toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".log").toFile())
                .start();
    }
}
