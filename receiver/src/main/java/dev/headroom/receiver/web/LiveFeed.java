package dev.headroom.receiver.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.webhook.Problem;
import dev.headroom.receiver.webhook.Tokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the overview to every open page, as server-sent events: at once, soon after each change, and every few seconds
 * anyway. Each reader has a thread of its own, so that a slow one keeps nobody waiting.
 */
public final class LiveFeed implements Consumer<RoutesConfig>, AutoCloseable {

    private static final int MOST_READERS = 32;

    /** Less than the server lets a connection be idle. */
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final Changes changes;
    private final Supplier<Overview> overview;
    private final Tokens tokens;
    private final Semaphore room = new Semaphore(MOST_READERS);

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread named = new Thread(task, "page-feed");
        named.setDaemon(true);
        return named;
    });
    private Message latest = new Message(-1, "", "");

    /** Sends {@code overview} on each change. */
    LiveFeed(Changes changes, Supplier<Overview> overview, Tokens tokens) {
        this.changes = changes;
        this.overview = overview;
        this.tokens = tokens;
    }

    /** Makes the message of the first change before anybody asks: the first one takes Java long. */
    public void start() {
        threads.execute(this::first);
    }

    private void first() {
        try {
            message(changes.after(changes.latest(), EVERY));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is sent as of a change. */
    private record Message(int change, String event, String data) {}

    @Override
    public void accept(RoutesConfig routes) {
        routes.get("/api/v1/events", this::open);
    }

    private void open(Context ctx) {
        tokens.check(ctx);
        if (!"text/event-stream".equals(ctx.header("Accept"))) {
            throw new Problem(
                    406, "this is a stream of events", "send Accept: text/event-stream, or ask /api/v1/overview");
        }
        if (!room.tryAcquire()) {
            throw new Problem(
                    503, MOST_READERS + " pages follow the events already", "close one, or ask /api/v1/overview");
        }
        new SseHandler(this::follow).handle(ctx);
    }

    private void follow(SseClient reader) {
        reader.keepAlive();
        String authorization = reader.ctx().header("Authorization");
        try {
            threads.execute(() -> sendAll(reader, authorization));
        } catch (RejectedExecutionException e) { // closed just now
            end(reader);
        }
    }

    private void sendAll(SseClient reader, @Nullable String authorization) {
        try {
            send(reader, authorization);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(reader);
        }
    }

    private void end(SseClient reader) {
        room.release();
        reader.close();
    }

    /** As long as the token is one: who had one that was taken away is asked for the present one. */
    private void send(SseClient reader, @Nullable String authorization) throws InterruptedException {
        int change = changes.latest();
        while (change >= 0 && !reader.terminated() && tokens.admits(authorization)) {
            Message message = message(change);
            reader.sendEvent(message.event(), message.data());
            change = changes.after(change, EVERY);
        }
    }

    /** Made once for all readers. */
    private synchronized Message message(int change) {
        if (latest.change() != change) {
            latest = made(change);
        }
        return latest;
    }

    private Message made(int change) {
        try {
            return new Message(change, "overview", new String(Json.bytes(overview.get()), UTF_8));
        } catch (StoreException e) {
            byte[] problem = Problem.json(String.valueOf(e.getMessage()), "see the log of the receiver");
            return new Message(change, "problem", new String(problem, UTF_8));
        }
    }

    /** Ends all streams, so that a stop need not wait for them. */
    @Override
    public void close() {
        changes.close();
        threads.shutdown();
    }
}
