package dev.headroom.receiver.lint;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs another program to its end. */
final class Programs {
    private Programs() {}

    /** How it ended, and everything that it printed. */
    record Output(int exit, String text) {}

    /** Whether the program is on the PATH. */
    static boolean isInstalled(String program) {
        return Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static Output output(Path folder, List<String> words) {
        try {
            Process process = new ProcessBuilder(words)
                    .directory(folder.toAbsolutePath().toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            throw new LintException("cannot run " + words.get(0) + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LintException("interrupted while running " + words.get(0));
        }
    }
}
