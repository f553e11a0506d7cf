package dev.headroom.receiver.cli;

import java.util.concurrent.CountDownLatch;

/** Closes something when the process is told to end, by Ctrl-C or SIGTERM, and lets it finish. */
final class Shutdown {

    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean begun;

    private Shutdown() {}

    static Shutdown closing(AutoCloseable closeable) {
        Shutdown shutdown = new Shutdown();
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> shutdown.close(closeable), "shutdown"));
        } catch (IllegalStateException e) {
            shutdown.close(closeable); // it was told so while it started
        }
        return shutdown;
    }

    void await() throws InterruptedException {
        asked.await();
    }

    /** Whether it was told to end, so that what fails now fails for that. */
    boolean begun() {
        return begun;
    }

    private void close(AutoCloseable closeable) {
        begun = true;
        try {
            closeable.close();
        } catch (Exception e) {
            System.err.println("headroom: the stop was not clean: " + e.getMessage());
        } finally {
            asked.countDown();
        }
    }
}
