package dev.headroom.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines of a small text file. */
public final class Lines {
    /** What some editors put first, to say that it is Unicode; it belongs to no line. */
    private static final String MARK = "\uFEFF";

    private Lines() {}

    /** All of them; throws what the file system does, or where it is no text. */
    public static List<String> of(Path file) throws IOException {
        String text = Files.readString(file);
        return (text.startsWith(MARK) ? text.substring(MARK.length()) : text)
                .lines()
                .toList();
    }
}
