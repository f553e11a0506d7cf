package dev.headroom.receiver.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection on which the idle time-out is a deadline for a whole request: only its first byte counts as activity,
 * so that a request of one byte a second ends like one of none.
 *
 * <p>Jetty's own {@code HttpConfiguration.setMinRequestDataRate} does not do it: it looks at the body alone, so that a
 * request line or a header of one byte a second stays open for ever, and is deprecated for removal.
 */
final class DeadlineEndPoint extends SocketChannelEndPoint {

    private volatile boolean reading;
    private volatile boolean overdue;

    DeadlineEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (overdue) {
            throw new IOException("the request took too long", new TimeoutException());
        }
        int filled = super.fill(buffer);
        reading = reading || filled > 0;
        return filled;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        reading = false;
        overdue = false;
        return super.flush(buffers);
    }

    /** Ends nobody who is busy with a byte just now, so the next fill has to. */
    @Override
    protected void onIdleExpired(TimeoutException timeout) {
        overdue = reading;
        super.onIdleExpired(timeout);
    }

    @Override
    public void notIdle() {
        if (!reading) {
            super.notIdle();
        }
    }
}
