package dev.headroom.receiver.adapters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server whose answers take a second, however many are asked for; those of /long 20, and those of /err are 503 at once. */
record Slow(HttpServer server, ExecutorService threads) implements AutoCloseable {
    /** @param answer the body, as JSON */
    static Slow start(String answer) throws IOException {
        Slow slow = new Slow(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
                Executors.newCachedThreadPool());
        slow.server.setExecutor(slow.threads);
        slow.server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            boolean fails = path.equals("/err");
            Waiting.sleep(Duration.ofSeconds(fails ? 0 : path.equals("/long") ? 20 : 1));
            byte[] body = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(fails ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        slow.server.start();
        return slow;
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
