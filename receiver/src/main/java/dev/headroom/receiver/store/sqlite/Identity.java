package dev.headroom.receiver.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that was opened under a path. As long as it is open its key is given to no other file.
 *
 * @param key of its device and place there; null where the platform tells none
 */
record Identity(Path path, @Nullable Object key) {

    /** The file that the path leads to now. */
    static Identity of(Path path) throws IOException {
        return new Identity(path, key(path));
    }

    /** Whether the path still leads to this file, so that whoever opens the path finds it. */
    boolean lasts() {
        try {
            return Objects.equals(key, key(path));
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
