package dev.headroom.receiver.web;

import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.webhook.Signals;
import dev.headroom.receiver.webhook.Tokens;
import dev.headroom.receiver.webhook.WebhookHandler;
import dev.headroom.receiver.webhook.WebhookListener;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** The whole of webhook and web on a free port, as it is served, over a store in memory; it records what is told. */
final class Site implements AutoCloseable, WebhookListener {

    static final Instant NOW = Instant.parse("2026-11-24T04:00:00Z");

    final MemoryAlertStore store = new MemoryAlertStore();
    final List<Integer> codes = new CopyOnWriteArrayList<>();
    final AtomicInteger oversized = new AtomicInteger();
    final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    final List<Long> truncations = new CopyOnWriteArrayList<>();
    final List<Moment> heartbeats = new CopyOnWriteArrayList<>();
    final AtomicInteger nudges = new AtomicInteger();
    final List<Object> ordered = new CopyOnWriteArrayList<>();
    final Changes changes = new Changes();
    final HttpServer server;

    /** The policy's, in which people are told times. */
    volatile ZoneId zone = ZoneOffset.UTC;

    /** Where another one leads. */
    volatile Optional<URI> leader = Optional.empty();

    private final LiveFeed feed;
    private final String token;

    Site(Tokens tokens, String token) {
        this(tokens, token, null);
    }

    Site(Tokens tokens, String token, Views given) {
        this(tokens, token, given, null);
    }

    Site(Tokens tokens, String token, Views given, ServerTls tls) {
        this.token = token;
        Views views = given == null ? FixedViews.empty(store::alerts) : given;
        Signals signals =
                new Signals((updates, receiver, now) -> () -> heartbeats.add(now), nudges::incrementAndGet, this);
        WebhookHandler webhook = new WebhookHandler(tokens, store, () -> Moment.steady(NOW), signals);
        Exposition metrics = accept -> new Exposition.Text("text/plain", "up 1\n".getBytes(StandardCharsets.UTF_8));
        OrdersApi.Taking taking = new OrdersApi.Taking(new KeptOrders(ordered), new Relay(() -> leader));
        Api api = new Api(views, tokens, metrics, () -> Moment.steady(NOW), () -> zone);
        feed = api.feed(changes);
        server = new HttpServer(
                        "127.0.0.1",
                        0,
                        tls,
                        List.of(
                                routes -> routes.post("/webhook", webhook),
                                routes -> routes.get("/fails", ctx -> {
                                    throw new IllegalStateException("secret detail");
                                }),
                                api,
                                feed,
                                new OrdersApi(views, taking, tokens, () -> NOW, () -> zone),
                                new Contract(),
                                new Page()))
                .start();
    }

    int port() {
        return server.port();
    }

    /** A request with the token and Connection: close; the body is sent as it is. */
    byte[] request(String line, String headers, byte[] body) {
        String head = line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + headers + "\r\n";
        byte[] start = Raw.bytes(head);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    Raw.Answer get(String path) throws IOException {
        return Raw.send(port(), request("GET " + path, "", new byte[0]));
    }

    Raw.Answer post(byte[] body) throws IOException {
        return Raw.send(port(), request("POST /webhook", json(body.length), body));
    }

    Raw.Answer post(String body) throws IOException {
        return post(Raw.bytes(body));
    }

    static String json(int length) {
        return "Content-Type: application/json\r\nContent-Length: " + length + "\r\n";
    }

    List<AlertState> alerts() {
        return List.copyOf(store.alerts());
    }

    @Override
    public IntConsumer begins() {
        return codes::add;
    }

    @Override
    public void refused(Refusal why) {
        refusals.add(why);
    }

    @Override
    public void tooLarge() {
        oversized.incrementAndGet();
    }

    @Override
    public void truncated(long alerts) {
        truncations.add(alerts);
    }

    @Override
    public void close() {
        feed.close();
        server.close();
    }
}
