package dev.headroom.receiver.app;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives back the heap that a busy time took when that is over: the serial collector looks at the old generation only when that
 * cannot grow any more, and then leaves it room to grow. Another collector knows by itself. That room is what keeps a busy time
 * from being spent on collections; a quiet one needs little of it. It costs next to nothing: what is not quiet is left alone,
 * and what is makes the garbage of five minutes at least in between.
 */
final class QuietCollection implements Runnable {
    static final Duration EVERY = Duration.ofSeconds(20);

    private static final String SERIAL = "Tenured Gen";
    private static final long WORTH_IT = 16L << 20;

    /** So much more of memory than the last collection here left is worth another one. */
    private static final long GROWTH = 4L << 20;

    /** From one look to the next the old generation grows by less where little is done. */
    private static final long QUIET = 1L << 20;

    private final Supplier<Old> heap;
    private final Runnable collection;
    private long before;

    /** What the last collection here left committed; 0 before the first, as a start leaves much. */
    private long kept;

    /**
     * The old generation, in bytes.
     *
     * @param used the garbage in it, too
     * @param lived what was left by its last collection; 0 before the first
     * @param committed what it takes of the machine's memory
     */
    record Old(long used, long lived, long committed) {
        private static Old of(MemoryPoolMXBean pool) {
            return new Old(
                    pool.getUsage().getUsed(),
                    pool.getCollectionUsage().getUsed(),
                    pool.getUsage().getCommitted());
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
                .map(pool -> new QuietCollection(() -> Old.of(pool), Tight::collect));
    }

    @Override
    public void run() {
        Old now = heap.get();
        boolean quiet =
                Math.abs(now.used() - before) < QUIET; // much less is left where Java itself has collected meanwhile
        before = now.used();
        if (quiet && (now.used() - now.lived() >= WORTH_IT || now.committed() - kept >= GROWTH)) {
            collection.run();
            Old left = heap.get();
            before = left.used();
            kept = left.committed();
        }
    }

    /** A collection after which little of the heap is free; those after it go by what was set before. */
    static final class Tight {
        private static final String LEAST = "MinHeapFreeRatio";
        private static final String MOST = "MaxHeapFreeRatio";
        private static final int PERCENT_FREE = 10;

        private Tight() {}

        static void collect() {
            HotSpotDiagnosticMXBean java = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            String least = java.getVMOption(LEAST).getValue();
            String most = java.getVMOption(MOST).getValue();
            if (Integer.parseInt(least) <= PERCENT_FREE) {
                System.gc(); // as somebody has set it
                return;
            }
            java.setVMOption(LEAST, String.valueOf(PERCENT_FREE));
            java.setVMOption(MOST, String.valueOf(PERCENT_FREE));
            try {
                System.gc();
            } finally {
                java.setVMOption(MOST, most);
                java.setVMOption(LEAST, least);
            }
        }
    }
}
