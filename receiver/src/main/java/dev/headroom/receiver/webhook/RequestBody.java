package dev.headroom.receiver.webhook;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A request body in memory, charged to a budget that all requests share until it is closed: otherwise a few large
 * bodies at once would fill a small heap.
 */
final class RequestBody implements AutoCloseable {

    /** The largest body: 4 MiB. */
    static final int MAX_BYTES = 4 << 20;

    /** Where a body is larger. */
    static final int TOO_LARGE = 413;
    /** How much of a body that is too large is read and thrown away, so that its sender gets to read the answer. */
    private static final long MAX_DISCARD = 4L * MAX_BYTES;

    /**
     * A body and what is read of it take so many times its bytes, half of which are garbage that is not collected yet; of the
     * largest less, as they come one at a time.
     */
    private static final int READ = 16;

    private static final int BUDGET_KIB = 2 * (MAX_BYTES >> 10);
    private static final long PATIENCE_SECONDS = 5;

    /** The memory that all bodies of one server may take at a time. */
    static final class Budget {
        private final Semaphore kib = new Semaphore(BUDGET_KIB);

        private void take(int amount) {
            try {
                if (!kib.tryAcquire(amount, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new Problem(503, "too many large bodies at once", "send it again later");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Problem(503, "the server is stopping", "send it again later");
            }
        }
    }

    private final Budget budget;
    private final int charged;
    private final byte[] bytes;

    private RequestBody(Budget budget, int charged, byte[] bytes) {
        this.budget = budget;
        this.charged = charged;
        this.bytes = bytes;
    }

    /** Reads the body; throws {@link Problem} 413 over the limit, 408 or 400 where it does not come whole. */
    static RequestBody read(Context ctx, Budget budget) {
        long declared = ctx.req().getContentLengthLong();
        long most = declared < 0 ? MAX_BYTES : Math.min(declared, MAX_BYTES);
        int charge = (int) (Math.min(READ * most, MAX_BYTES) >> 10) + 1;
        budget.take(Math.min(charge, BUDGET_KIB));
        boolean done = false;
        try {
            RequestBody body = new RequestBody(budget, charge, bytes(ctx.req().getInputStream(), declared));
            done = true;
            return body;
        } catch (IOException e) {
            ctx.header("Connection", "close");
            throw broken(e);
        } finally {
            if (!done) {
                budget.kib.release(charge);
            }
        }
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        budget.kib.release(charged);
    }

    private static Problem broken(IOException e) {
        return e.getCause() instanceof TimeoutException
                ? new Problem(408, "the body came too slowly", "send the whole body within 8 seconds")
                : new Problem(400, "the body ended early, or is not framed as its headers say", "send it whole");
    }

    /** Of a declared length into one array: else as much again would be made to gather it. */
    private static byte[] bytes(InputStream in, long declared) throws IOException {
        if (declared >= 0 && declared <= MAX_BYTES) {
            byte[] read = new byte[(int) declared];
            int length = in.readNBytes(read, 0, read.length);
            return length == read.length ? read : Arrays.copyOf(read, length);
        }
        byte[] read = declared < 0 ? in.readNBytes(MAX_BYTES + 1) : new byte[0];
        if (declared < 0 && read.length <= MAX_BYTES) {
            return read;
        }
        discard(in);
        throw new Problem(
                TOO_LARGE,
                "the body is larger than 4 MiB: none of its alerts was taken",
                "divide it: group_by: [service, scale, alertname] on the route that leads here");
    }

    private static void discard(InputStream in) throws IOException {
        byte[] scratch = new byte[8 << 10];
        long left = MAX_DISCARD;
        for (int n = 0; n >= 0 && left > 0; left -= n) {
            n = in.read(scratch);
        }
    }
}
