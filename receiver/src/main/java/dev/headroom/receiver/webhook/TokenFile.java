package dev.headroom.receiver.webhook;

import dev.headroom.settings.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of one or two tokens, one a line; empty lines and lines that begin with # count for nothing. */
final class TokenFile {

    private static final int MAX_TOKENS = 2;
    private static final long MAX_BYTES = 64 << 10;

    private TokenFile() {}

    static List<String> read(Path file) {
        List<String> tokens = lines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (tokens.isEmpty() || tokens.size() > MAX_TOKENS) {
            throw bad(
                    file, "holds " + tokens.size() + " tokens, not one or two", "write one token on a line of its own");
        }
        if (!tokens.stream().allMatch(TokenFile::sendable)) {
            throw bad(
                    file, "holds a token with a character that no header can carry", "use printable ASCII, no spaces");
        }
        return tokens;
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw bad(file, "is larger than 64 KiB", "name a file that holds only tokens");
            }
            return Lines.of(file);
        } catch (IOException e) {
            throw bad(file, "cannot be read as text", "check that it exists and that the receiver may read it");
        }
    }

    private static boolean sendable(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static TokenFileException bad(Path file, String what, String remedy) {
        return new TokenFileException("token_file " + file + " " + what + "; " + remedy);
    }
}
