package dev.headroom.receiver.app;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects garbage when a busy time is over, so that the heap that it took is given back: the serial collector looks at the old
 * generation only when that cannot grow any more. Another collector knows by itself. It costs next to nothing: what is not quiet
 * is left alone, and what is makes the garbage of five minutes at least in between.
 */
final class QuietCollection implements Runnable {
    static final Duration EVERY = Duration.ofSeconds(20);

    private static final String SERIAL = "Tenured Gen";
    private static final long WORTH_IT = 16L << 20;

    /** From one look to the next the old generation grows by less where little is done. */
    private static final long QUIET = 1L << 20;

    private final Supplier<Old> heap;
    private final Runnable collection;
    private long before;

    /**
     * The old generation, in bytes.
     *
     * @param used the garbage in it, too
     * @param lived what was left by its last collection; 0 before the first
     */
    record Old(long used, long lived) {
        private static Old of(MemoryPoolMXBean pool) {
            return new Old(pool.getUsage().getUsed(), pool.getCollectionUsage().getUsed());
        }
    }

    QuietCollection(Supplier<Old> heap, Runnable collection) {
        this.heap = heap;
        this.collection = collection;
    }

    /** Of this process; empty where another collector collects. */
    static Optional<QuietCollection> here() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(SERIAL))
                .findFirst()
                .map(pool -> new QuietCollection(() -> Old.of(pool), System::gc));
    }

    @Override
    public void run() {
        Old now = heap.get();
        boolean quiet = now.used() - before < QUIET;
        before = now.used();
        if (quiet && now.used() - now.lived() >= WORTH_IT) {
            collection.run();
        }
    }
}
