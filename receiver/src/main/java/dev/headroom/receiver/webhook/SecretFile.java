package dev.headroom.receiver.webhook;

import dev.headroom.clients.file.FileStamp;
import dev.headroom.settings.Sha256;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of one file, which is read again when it changes; if it then cannot be used, the secrets known last stay
 * in force. Compared by their hashes, all of them each time, so that time tells nothing.
 */
final class SecretFile {

    private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Path file;
    private final Scheme scheme;
    private final InstantSource clock;
    private volatile Known known;

    /** The secrets as they were read: only their hashes are kept. */
    private record Known(List<byte[]> hashes, FileStamp stamp, Instant lookedAt) {
        Known lookedAt(Instant when) {
            return new Known(hashes, stamp, when);
        }
    }

    /** Reads the file; throws {@link TokenFileException} where it holds nothing usable. */
    SecretFile(Path file, Scheme scheme, InstantSource clock) {
        FileStamp stamp = FileStamp.of(file);
        this.file = file;
        this.scheme = scheme;
        this.clock = clock;
        this.known = new Known(hashes(scheme.read(file)), stamp, clock.instant());
    }

    boolean admits(String authorization) {
        byte[] hash = Sha256.of(scheme.carriedBy(authorization).orElse(""));
        boolean admitted = false;
        for (byte[] valid : current().hashes()) {
            admitted |= MessageDigest.isEqual(valid, hash);
        }
        return admitted;
    }

    private Known current() {
        Instant now = clock.instant();
        Known last = known;
        Duration age = Duration.between(last.lookedAt(), now);
        return age.isNegative() || age.compareTo(LOOK_EVERY) >= 0 ? look(now) : last;
    }

    private synchronized Known look(Instant now) {
        FileStamp stamp = FileStamp.of(file);
        Known last = known;
        known = stamp.equals(last.stamp()) ? last.lookedAt(now) : new Known(reread(last), stamp, now);
        return known;
    }

    private List<byte[]> reread(Known last) {
        try {
            List<byte[]> hashes = hashes(scheme.read(file));
            LOG.info("read {} secrets from {}", hashes.size(), file);
            return hashes;
        } catch (TokenFileException e) {
            LOG.warn("{}; the secrets known before stay in force", OneLine.of(e.getMessage()));
            return last.hashes();
        }
    }

    private static List<byte[]> hashes(List<String> secrets) {
        return secrets.stream().map(Sha256::of).toList();
    }
}
