package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.web.HttpServer;
import dev.headroom.receiver.web.WaitingRoom;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Before the start: a store that cannot be had now, and perhaps in a moment. */
final class Waiting {

    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HeadroomConfig config;
    private volatile String why = "";

    private Waiting(HeadroomConfig config) {
        this.config = config;
    }

    /** What {@code start} makes, as soon as it can; throws what it throws where that does not pass by itself. */
    static <T> T forStore(Setup setup, Function<Setup, T> start) {
        Setup present = setup;
        while (true) {
            try {
                return start.apply(present);
            } catch (StoreException e) {
                if (!e.mayPass()) {
                    throw e;
                }
                new Waiting(setup.config()).wait(setup);
                present = setup.withPolicyOfNow();
            }
        }
    }

    private void wait(Setup setup) {
        HeadroomConfig.Listen listen = config.listen();
        try (HttpServer server = Front.server(config, setup.clock(), List.of(new WaitingRoom(() -> why)))) {
            if (!over()) {
                server.start();
                LOG.info("listening on {}:{}; not ready", listen.at().host(), server.port());
            }
            while (!over()) {
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while it waited for its store");
        }
    }

    private boolean over() {
        try {
            Stores.checkStore(config);
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
