package dev.headroom.receiver.web;

import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.webhook.OneLine;
import dev.headroom.receiver.webhook.Problem;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP server, with a bound on everything that a client can make it keep: header bytes, seconds a request,
 * threads, connections.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int HEADER_BYTES = 8 << 10;
    private static final int REQUEST_MILLIS = 8_000;
    private static final int STOP_MILLIS = 3_000;
    private static final int MIN_THREADS = 8;
    private static final int MAX_THREADS = 64;
    private static final int MAX_CONNECTIONS = 512;

    private final Javalin javalin;
    private final String host;
    private final int port;
    private final @Nullable ServerTls tls;

    /** A server of plain HTTP that is not bound yet. */
    public HttpServer(String host, int port, List<Consumer<RoutesConfig>> routes) {
        this(host, port, null, routes);
    }

    /**
     * A server that is not bound yet.
     *
     * @param port 0 for any free one
     * @param tls null for plain HTTP
     * @param routes who answers what
     */
    public HttpServer(String host, int port, @Nullable ServerTls tls, List<Consumer<RoutesConfig>> routes) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.javalin = Javalin.create(config -> configure(config, routes));
    }

    /** Binds and serves; throws {@link BindFailedException} where the address cannot be had. */
    public HttpServer start() {
        try {
            javalin.start();
            if (tls != null) {
                tls.watch();
            }
            return this;
        } catch (JavalinBindException e) {
            throw new BindFailedException(host, port, e);
        }
    }

    /** The port that is bound. */
    public int port() {
        return javalin.port();
    }

    /** Takes no new requests, lets those in flight end, and stops. */
    @Override
    public void close() {
        try {
            javalin.stop();
        } catch (JavalinException e) {
            LOG.warn("some answers were not taken within {} ms, and are cut off", STOP_MILLIS);
        }
        if (tls != null) {
            tls.close();
        }
    }

    private void configure(JavalinConfig config, List<Consumer<RoutesConfig>> routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.generateEtags = false;
        config.jetty.threadPool = threads();
        config.jetty.modifyHttpConfiguration(HttpServer::harden);
        config.jetty.modifyServer(HttpServer::bound);
        config.jetty.addConnector(this::connector);
        config.router.javaLangErrorHandler((response, error) -> {
            LOG.error("request failed", error);
            response.setStatus(500);
        });
        errors(config.routes);
        routes.forEach(each -> each.accept(config.routes));
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        pool.setName("http");
        return pool;
    }

    private static void harden(HttpConfiguration http) {
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.addCustomizer((request, headers) -> {
            SecurityHeaders.addTo(headers);
            return request;
        });
    }

    private static void bound(Server server) {
        server.setErrorHandler(new JsonErrors());
        server.setStopTimeout(STOP_MILLIS);
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols(http)) {
            @Override
            protected SocketChannelEndPoint newEndPoint(
                    SocketChannel channel, ManagedSelector selector, SelectionKey key) {
                SocketChannelEndPoint endPoint = new DeadlineEndPoint(channel, selector, key, getScheduler());
                endPoint.setIdleTimeout(getIdleTimeout());
                return endPoint;
            }
        };
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(REQUEST_MILLIS);
        return connector;
    }

    private ConnectionFactory[] protocols(HttpConfiguration http) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        return tls == null
                ? new ConnectionFactory[] {plain}
                : new ConnectionFactory[] {new SslConnectionFactory(tls.factory(), plain.getProtocol()), plain};
    }

    private static void errors(RoutesConfig routes) {
        routes.exception(Problem.class, Problem::answer);
        routes.exception(HttpResponseException.class, HttpServer::refused);
        routes.exception(StoreException.class, (e, ctx) -> {
            LOG.error("{} {}: {}", ctx.method(), OneLine.of(ctx.path()), e.getMessage());
            new Problem(503, String.valueOf(e.getMessage()), "see /readyz, then ask again").answer(ctx);
        });
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed", ctx.method(), OneLine.of(ctx.path()), e);
            new Problem(500, "the receiver failed", "see its log").answer(ctx);
        });
    }

    private static void refused(HttpResponseException e, Context ctx) {
        String remedy = switch (e.getStatus()) {
            case 404 -> "the API is described at /api/v1/openapi.json";
            case 405 -> "use a method that the header Allow names";
            default -> "change the request";
        };
        if (e.getStatus() == 405) {
            ctx.header("Allow", String.join(", ", e.getDetails().values()));
        }
        new Problem(e.getStatus(), String.valueOf(e.getMessage()), remedy).answer(ctx);
    }
}
