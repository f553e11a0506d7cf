package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.web.HttpServer;
import dev.headroom.receiver.web.KnownHosts;
import dev.headroom.receiver.web.ServerTls;
import io.javalin.config.RoutesConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The HTTP server as the configuration wants it, before the start and after. */
final class Front {

    private Front() {}

    /** One that is not bound yet; {@code routes} are who answers what. */
    static HttpServer server(HeadroomConfig config, InstantSource clock, List<Consumer<RoutesConfig>> routes) {
        HeadroomConfig.Listen listen = config.listen();
        List<Consumer<RoutesConfig>> all = new ArrayList<>();
        if (!listen.asks()) {
            all.add(new KnownHosts(names(listen)));
        }
        all.addAll(routes);
        return new HttpServer(listen.at().host(), listen.at().port(), tls(listen.tls(), clock), all);
    }

    private static Set<String> names(HeadroomConfig.Listen listen) {
        Set<String> names = new HashSet<>(listen.hosts());
        names.add(listen.at().host().toLowerCase(Locale.ROOT));
        if (listen.advertise() != null) {
            names.add(listen.advertise().getHost().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private static @Nullable ServerTls tls(HeadroomConfig.@Nullable Tls tls, InstantSource clock) {
        return tls == null
                ? null
                : ServerTls.from(new ServerTls.Files(tls.certFile(), tls.keyFile(), tls.clientCaFile()), clock);
    }
}
