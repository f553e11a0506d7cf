package dev.headroom.receiver.webhook;

import dev.headroom.settings.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/** A file of users, {@code user:password} a line; empty lines and lines that begin with # count for nothing. */
final class UserFile {

    private static final int MAX_USERS = 32;
    private static final long MAX_BYTES = 64 << 10;

    private UserFile() {}

    /** The lines as they are sent, {@code user:password}. */
    static List<String> read(Path file) {
        List<String> users = lines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        if (users.isEmpty() || users.size() > MAX_USERS) {
            throw bad(file, "holds " + users.size() + " users, not 1 to " + MAX_USERS, "write user:password lines");
        }
        if (!users.stream().allMatch(line -> line.indexOf(':') > 0 && line.indexOf(':') < line.length() - 1)) {
            throw bad(file, "holds a line that is not user:password", "write one user a line");
        }
        return users;
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw bad(file, "is larger than 64 KiB", "name a file that holds only users");
            }
            if (openToAll(file)) {
                throw bad(file, "may be read by every user of this machine", "run: chmod o-rwx " + file);
            }
            return Lines.of(file);
        } catch (IOException e) {
            throw bad(file, "cannot be read as text", "check that it exists and that the receiver may read it");
        }
    }

    private static boolean openToAll(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }

    private static TokenFileException bad(Path file, String what, String remedy) {
        return new TokenFileException("basic_auth_file " + file + " " + what + "; " + remedy);
    }
}
