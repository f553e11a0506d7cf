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
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private StoreLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Locks the database, whose folder is made if need be. */
    static StoreLock of(Path database) {
        Path file = Path.of(database.toAbsolutePath().normalize() + ".lock");
        if (!HELD_HERE.add(file)) {
            throw taken(database, HOLDER);
        }
        try {
            return new StoreLock(file, locked(file, database));
        } catch (IOException e) {
            HELD_HERE.remove(file);
            throw new StoreException("cannot lock " + file + ": " + e + "; let this user write that folder", e);
        } catch (StoreException e) {
            HELD_HERE.remove(file);
            throw e;
        }
    }

    private static FileChannel locked(Path file, Path database) throws IOException {
        Files.createDirectories(file.resolveSibling("").toAbsolutePath());
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

    private static StoreException taken(Path database, String holder) {
        return new StoreException("another headroom (" + holder + ") uses " + database
                + "; stop it, or give this one a store of its own with --store sqlite:FILE");
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
            throw new StoreException("cannot unlock " + file + ": " + e, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
