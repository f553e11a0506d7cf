package dev.headroom.receiver.e2e;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a test has started; close ends all of it, the last first, whatever fails on the way. */
public final class Servers implements AutoCloseable {
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    public <T extends AutoCloseable> T add(T server) {
        started.push(server);
        return server;
    }

    @Override
    public void close() {
        AssertionError failure = new AssertionError("not everything ended");
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception | AssertionError e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
