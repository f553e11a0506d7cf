package dev.headroom.receiver.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second process away from the database by a locked file beside it, which names its holder. The operating
 * system frees it when the process ends in whatever way; the file stays, for deleting it would let two hold "it".
 */
final class StoreLock implements AutoCloseable {
    private static final int LONGEST = 1024;
    private static final String HOLDER = Candidate.process("").inWords();

    /** POSIX frees a lock when its process closes any channel to the file, so ours must not be opened twice. */
    private static final Set<Identity> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Identity file;
    private final FileChannel channel;

    private StoreLock(Identity file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Locks the database, whose folder is made if need be. */
    static synchronized StoreLock of(Path database) {
        Path file = Path.of(real(database) + ".lock");
        try {
            Files.createDirectories(file.resolveSibling("").toAbsolutePath());
            if (Files.exists(file) && HELD_HERE.contains(Identity.of(file))) {
                throw taken(database, HOLDER);
            }
            FileChannel channel = locked(file, database);
            StoreLock lock = new StoreLock(Identity.of(file), channel);
            HELD_HERE.add(lock.file);
            return lock;
        } catch (IOException e) {
            throw new StoreException("cannot lock " + file + ": " + e + "; let this user write that folder", e);
        }
    }

    /** A link to a database is the same database. */
    private static Path real(Path database) {
        try {
            return database.toRealPath();
        } catch (IOException e) {
            return database.toAbsolutePath().normalize(); // there is none yet
        }
    }

    private static FileChannel locked(Path file, Path database) throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
        if (channel.tryLock() == null) {
            String holder = read(channel);
            channel.close();
            throw taken(database, holder);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(HOLDER.getBytes(UTF_8)), 0);
        return channel;
    }

    /** The file, by which it is seen whether it still keeps others away. */
    Identity file() {
        return file;
    }

    private static StoreException taken(Path database, String holder) {
        return new StoreException("another headroom (" + holder + ") uses " + database
                + "; stop it first, or let this one only look on, with --frozen --store sqlite:FILE");
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        return UTF_8.decode(bytes.flip()).toString().strip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot unlock " + file.path() + ": " + e, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
