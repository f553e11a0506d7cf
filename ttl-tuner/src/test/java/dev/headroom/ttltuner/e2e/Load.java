package dev.headroom.ttltuner.e2e;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** A steady load on a real Redis: keys of Zipf's law, whose number and names may change. */
final class Load implements AutoCloseable {
    private static final int PER_SECOND = 400;

    private final Thread thread;
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong lookups = new AtomicLong();
    private volatile int keys = 20_000;
    private volatile String family = "a";
    private volatile boolean ends;

    Load(UnifiedJedis redis, String mode) {
        ExampleApp app = new ExampleApp(redis, mode);
        thread = new Thread(() -> run(app), "load");
        thread.start();
    }

    private void run(ExampleApp app) {
        Random random = new Random(1);
        long next = System.nanoTime();
        while (!ends) {
            try {
                hits.addAndGet(app.lookup(family + (int) Math.pow(keys, random.nextDouble())) ? 1 : 0);
                lookups.incrementAndGet();
            } catch (JedisException e) {
                Wait.sleep(100);
            }
            next += 1_000_000_000L / PER_SECOND;
            long left = (next - System.nanoTime()) / 1_000_000;
            if (left > 0) {
                Wait.sleep(left);
            }
        }
    }

    void change(String newFamily, int newKeys) {
        family = newFamily;
        keys = newKeys;
    }

    /** Hit rate of the next seconds. */
    double hitRate(int seconds) {
        long hitsBefore = hits.get();
        long before = lookups.get();
        Wait.sleep(seconds * 1000L);
        return (double) (hits.get() - hitsBefore) / Math.max(1, lookups.get() - before);
    }

    @Override
    public void close() throws InterruptedException {
        ends = true;
        thread.join(10_000);
    }
}
