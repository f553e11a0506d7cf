package dev.headroom.clients.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file means, read again when the file has changed; while it then means nothing, what it meant before stays in
 * force.
 */
public final class Reread<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Reread.class);

    private final Path file;
    private final Meaning<T> meaning;
    private FileStamp stamp = FileStamp.NONE;
    private @Nullable T known;
    private String told = "";

    /** Makes something of the file, or says in a message that may be shown why it cannot. */
    @FunctionalInterface
    public interface Meaning<T> {
        T read() throws IOException;
    }

    public Reread(Path file, Meaning<T> meaning) {
        this.file = file;
        this.meaning = meaning;
    }

    /** Throws what the first reading did where none has succeeded yet; then the next call tries again. */
    public synchronized T now() throws IOException {
        FileStamp seen = FileStamp.of(file);
        T last = known;
        if (last != null && seen.equals(stamp)) {
            return last;
        }
        try {
            T read = meaning.read();
            became(read, seen);
            return read;
        } catch (IOException e) {
            return former(e);
        }
    }

    private void became(T read, FileStamp seen) {
        if (known != null) {
            LOG.info("read {} again", file);
        }
        known = read;
        stamp = seen;
        told = "";
    }

    private T former(IOException why) throws IOException {
        T last = known;
        if (last == null) {
            throw why;
        }
        String message = String.valueOf(why.getMessage());
        if (!message.equals(told)) {
            LOG.warn("{}; what it held before stays in force", message);
            told = message;
        }
        return last;
    }
}
