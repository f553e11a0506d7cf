package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a store that is in use, which nobody else may use as long as they are where they were opened. Of a database
 * that was removed or replaced the process would go on to write what no start finds again.
 */
final class Tenure {
    /** What is stored within it and lost with the store is in what is saved of that. */
    private static final Duration ONE_LOOK = Duration.ofMillis(50);

    private final Identity lock;
    private final List<Identity> database;
    private final Reader reader;
    private final Path file;
    private final Path rescued;

    /** When it held last, as far as somebody told when he looked. */
    private volatile @Nullable Moment held;

    /**
     * @param lock the file that keeps others away
     * @param database the database, and what was written to it last
     */
    Tenure(Identity lock, List<Identity> database, Reader reader) {
        this.lock = lock;
        this.database = database;
        this.reader = reader;
        this.file = database.get(0).path();
        this.rescued = Path.of(file + ".rescued-" + ProcessHandle.current().pid());
    }

    /** Why this process holds the store no more; empty while it does. Three looks at the file system. */
    String over() {
        String over = Stream.concat(database.stream(), Stream.of(lock))
                .filter(each -> !each.lasts())
                .findFirst()
                .map(each -> each.path() + " was removed or replaced while it was in use")
                .orElse("");
        if (!over.isEmpty()) {
            held = null;
        }
        return over;
    }

    /** As {@link #mustLast()}; where many come at once one look is enough for all. */
    void mustLast(Moment now) {
        Moment last = held;
        if (last == null || last.isAfter(now) || now.since(last).compareTo(ONE_LOOK) >= 0) {
            mustLast();
            held = now;
        }
    }

    /** @throws StoreException where the store is another's by now, or nobody's; what this one held is then saved */
    void mustLast() {
        String over = over();
        if (!over.isEmpty()) {
            throw new StoreException(over + ": nothing is stored and nothing is scaled any more; " + remedy());
        }
    }

    private String remedy() {
        if (database.stream().allMatch(Identity::lasts)) {
            return "end headroom, and start it again where no other headroom uses " + file;
        }
        try {
            save();
            return "what it held is in " + rescued + ": end headroom, move that to " + file
                    + " where no other headroom has made a new one, and start again";
        } catch (StoreException e) {
            return "what it held could not be saved to " + rescued + " (" + e.getMessage()
                    + "): see that this can be written before you end headroom, and look at /readyz again";
        }
    }

    /** Once: what is open is read whole, also where no path leads to it. */
    private synchronized void save() {
        if (!Files.exists(rescued)) {
            reader.ask(sql -> {
                sql.script("PRAGMA query_only = OFF; VACUUM INTO '"
                        + rescued.toString().replace("'", "''") + "'; PRAGMA query_only = ON");
                return rescued;
            });
        }
    }
}
