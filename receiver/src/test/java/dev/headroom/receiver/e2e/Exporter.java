package dev.headroom.receiver.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** An exporter of Prometheus metrics whose values a test sets. */
public final class Exporter implements AutoCloseable {
    private final Map<String, Series> values = new ConcurrentSkipListMap<>();
    private final HttpServer server;
    private volatile boolean silent;
    private volatile boolean open = true;

    public Exporter() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", this::answer);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /**
     * Sets a value.
     *
     * @param series its name, with its labels in braces
     */
    public void set(String series, double value) {
        values.put(series, new Series(value, 0, System.nanoTime()));
    }

    /** Lets a counter grow from now on, from what it has reached or from 0. */
    public void grow(String series, double perSecond) {
        values.compute(
                series,
                (name, before) -> new Series(before == null ? 0 : before.value(), perSecond, System.nanoTime()));
    }

    /** Takes away every series that contains the text. */
    void remove(String text) {
        values.keySet().removeIf(series -> series.contains(text));
    }

    /** While it is silent every scrape fails. */
    void silent(boolean silent) {
        this.silent = silent;
    }

    /** A value that was {@code base} at {@code since}, nanoseconds. */
    private record Series(double base, double perSecond, long since) {
        double value() {
            return base + perSecond * (System.nanoTime() - since) / 1e9;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = values.entrySet().stream()
                .map(value -> value.getKey() + " " + value.getValue().value() + "\n")
                .collect(Collectors.joining())
                .getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(silent ? 503 : 200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        server.stop(0);
    }
}
