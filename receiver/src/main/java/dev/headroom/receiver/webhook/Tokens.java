package dev.headroom.receiver.webhook;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer tokens of the API, from a file that may hold two, so that one can be exchanged without a gap. The file is
 * read again when it changes; if it then cannot be used, the tokens known last stay in force.
 */
public final class Tokens {

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final String SCHEME = "Bearer ";

    private final @Nullable Path file;
    private final InstantSource clock;
    private volatile Known known;

    /** The tokens as they were read: only their hashes are kept. */
    private record Known(List<byte[]> hashes, TokenFile.Stamp stamp, Instant lookedAt) {
        Known lookedAt(Instant when) {
            return new Known(hashes, stamp, when);
        }
    }

    private Tokens(@Nullable Path file, InstantSource clock, Known known) {
        this.file = file;
        this.clock = clock;
        this.known = known;
    }

    /** No token is asked for; fit for a loopback address only. */
    public static Tokens open() {
        return new Tokens(null, () -> Instant.EPOCH, new Known(List.of(), TokenFile.Stamp.NONE, Instant.MIN));
    }

    /** Reads the file; throws {@link TokenFileException} where it holds no usable token. */
    public static Tokens from(Path file, InstantSource clock) {
        TokenFile.Stamp stamp = TokenFile.Stamp.of(file);
        return new Tokens(file, clock, new Known(hashes(TokenFile.read(file)), stamp, clock.instant()));
    }

    /** Throws {@link Problem} 401 unless the request carries a token in its Authorization header. */
    public void check(Context ctx) {
        if (!admits(ctx.header("Authorization"))) {
            throw new Problem(
                    401,
                    "the request carries no valid token",
                    "send Authorization: Bearer TOKEN, with a token of the receiver's token_file");
        }
    }

    boolean admits(@Nullable String authorization) {
        if (file == null) {
            return true;
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] hash = hash(authorization.substring(SCHEME.length()).strip());
        boolean admitted = false;
        for (byte[] valid : current(file).hashes()) {
            admitted |= MessageDigest.isEqual(valid, hash);
        }
        return admitted;
    }

    private Known current(Path path) {
        Instant now = clock.instant();
        Known last = known;
        Duration age = Duration.between(last.lookedAt(), now);
        return age.isNegative() || age.compareTo(LOOK_EVERY) >= 0 ? look(path, now) : last;
    }

    private synchronized Known look(Path path, Instant now) {
        TokenFile.Stamp stamp = TokenFile.Stamp.of(path);
        Known last = known;
        known = stamp.equals(last.stamp()) ? last.lookedAt(now) : new Known(reread(path, last), stamp, now);
        return known;
    }

    private static List<byte[]> reread(Path path, Known last) {
        try {
            List<byte[]> hashes = hashes(TokenFile.read(path));
            LOG.info("read {} tokens from {}", hashes.size(), path);
            return hashes;
        } catch (TokenFileException e) {
            LOG.warn("{}; the tokens known before stay in force", OneLine.of(e.getMessage()));
            return last.hashes();
        }
    }

    private static List<byte[]> hashes(List<String> tokens) {
        return tokens.stream().map(Tokens::hash).toList();
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
