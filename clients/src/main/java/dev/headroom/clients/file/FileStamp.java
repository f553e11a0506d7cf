package dev.headroom.clients.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What tells that a file has changed; all equal to {@link #NONE} while it cannot be read. */
public record FileStamp(FileTime modified, long size, String key) {

    public static final FileStamp NONE = new FileStamp(FileTime.fromMillis(0), -1, "");

    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
        } catch (IOException e) {
            return NONE;
        }
    }
}
