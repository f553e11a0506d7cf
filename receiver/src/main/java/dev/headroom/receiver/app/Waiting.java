package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.web.HttpServer;
import dev.headroom.receiver.web.ServerTls;
import dev.headroom.receiver.web.WaitingRoom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Before the start: a store that cannot be had now, and perhaps in a moment. */
final class Waiting {

    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private volatile String why = "";

    /** Returns when {@code check} does; throws what it throws where that does not pass by itself. */
    static void until(Runnable check, HeadroomConfig.Listen listen, @Nullable ServerTls tls) {
        Waiting waiting = new Waiting();
        List<java.util.function.Consumer<io.javalin.config.RoutesConfig>> rooms =
                List.of(new WaitingRoom(() -> waiting.why));
        try (HttpServer server = new HttpServer(listen.at().host(), listen.at().port(), tls, rooms)) {
            if (!waiting.over(check)) {
                server.start();
                LOG.info("listening on {}:{}; not ready", listen.at().host(), server.port());
            }
            while (!waiting.over(check)) {
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while it waited for its store");
        }
    }

    private boolean over(Runnable check) {
        try {
            check.run();
            return true;
        } catch (StoreException e) {
            if (!e.mayPass()) {
                throw e;
            }
            tell(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void tell(String now) {
        if (!now.equals(why)) {
            LOG.warn("{}; webhooks are answered 503 until then", now);
            why = now;
        }
    }
}
