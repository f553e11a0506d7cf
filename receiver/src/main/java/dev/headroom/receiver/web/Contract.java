package dev.headroom.receiver.web;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;

/** The description of the API, OpenAPI 3.1. It holds no data, and so asks for no token. */
public final class Contract implements Consumer<RoutesConfig> {

    @Override
    public void accept(RoutesConfig routes) {
        routes.get(
                "/api/v1/openapi.json",
                ctx -> ctx.contentType("application/json").result(bytes()));
    }

    static byte[] bytes() {
        try (InputStream in = Objects.requireNonNull(Contract.class.getResourceAsStream("openapi.json"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
