package dev.headroom.ttltuner.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.settings.HostPort;
import dev.headroom.ttltuner.metrics.TunerMetrics;
import dev.headroom.ttltuner.status.TunerStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves {@code /metrics}, {@code /healthz}, {@code /readyz} and {@code /status}; only to be read. */
final class StatusServer implements AutoCloseable {
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /** What an answer says. */
    private record Answer(int code, String type, String body) {
        static Answer text(int code, String text) {
            return new Answer(code, "text/plain; charset=utf-8", text + "\n");
        }
    }

    /** Makes an answer. */
    private interface Page {
        Answer answer() throws IOException;
    }

    StatusServer(HostPort listen, Supplier<TunerStatus> status, TunerMetrics metrics) {
        server = bind(listen);
        page("/metrics", () -> metrics(metrics));
        page("/healthz", () -> Answer.text(200, "ok"));
        page("/readyz", () -> ready(status.get()));
        page(
                "/status",
                () -> new Answer(
                        200, "application/json", StatusJson.of(status.get()).toString()));
        server.createContext("/", exchange -> send(exchange, Answer.text(404, "try /status, /metrics, /readyz")));
        server.setExecutor(threads);
        server.start();
    }

    private static HttpServer bind(HostPort listen) {
        try {
            return HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), 0);
        } catch (IOException e) {
            throw new StartException("cannot listen on " + listen.host() + ":" + listen.port() + " (" + e.getMessage()
                    + "); stop what uses it, or set listen in ttl-tuner.yml");
        }
    }

    private void page(String path, Page page) {
        server.createContext(path, exchange -> {
            boolean exact = exchange.getRequestURI().getPath().equals(path);
            boolean reads = exchange.getRequestMethod().equals("GET");
            if (!exact) {
                send(exchange, Answer.text(404, "no such page"));
            } else if (reads) {
                send(exchange, page.answer());
            } else {
                exchange.getResponseHeaders().set("Allow", "GET");
                send(exchange, Answer.text(405, "only GET"));
            }
        });
    }

    private static Answer metrics(TunerMetrics metrics) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        metrics.write(out);
        return new Answer(200, TunerMetrics.CONTENT_TYPE, out.toString(StandardCharsets.UTF_8));
    }

    private static Answer ready(TunerStatus status) {
        return status.redis() == null
                ? Answer.text(200, "redis: ok")
                : Answer.text(503, "redis: " + status.redis().text());
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.code(), bytes.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(bytes);
            }
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
