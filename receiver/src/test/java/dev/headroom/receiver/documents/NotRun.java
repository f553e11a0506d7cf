package dev.headroom.receiver.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A kind of command that the documents have and no test of theirs runs.
 *
 * @param beginning of the command
 * @param reason why not
 */
record NotRun(String beginning, String reason) {
    static final Path FILE = Path.of("src/test/resources/documents/not-run.txt");

    static List<NotRun> all() {
        try {
            return Files.readAllLines(FILE).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 2))
                    .map(parts -> new NotRun(parts[0], parts[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean covers(Snippet snippet) {
        return snippet.text().equals(beginning)
                || snippet.text().startsWith(beginning + " ")
                || snippet.text().startsWith(beginning + "\n");
    }
}
