package dev.headroom.receiver.webhook;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A way to say in the header Authorization who one is, with the file of those who are let in. */
enum Scheme {
    BEARER("Bearer ") {
        @Override
        List<String> read(Path file) {
            return TokenFile.read(file);
        }

        @Override
        String secret(String credentials) {
            return credentials;
        }
    },
    BASIC("Basic ") {
        @Override
        List<String> read(Path file) {
            return UserFile.read(file);
        }

        /** {@code user:password}; what is no Base64 is nobody's. */
        @Override
        String secret(String credentials) {
            try {
                return new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
    };

    private final String prefix;

    Scheme(String prefix) {
        this.prefix = prefix;
    }

    /** The secrets of a file; throws {@link TokenFileException} where it cannot be used. */
    abstract List<String> read(Path file);

    abstract String secret(String credentials);

    /** What an Authorization header of this scheme carries; empty for one of another. */
    Optional<String> carriedBy(String authorization) {
        return authorization.regionMatches(true, 0, prefix, 0, prefix.length())
                ? Optional.of(secret(authorization.substring(prefix.length()).strip()))
                : Optional.empty();
    }
}
