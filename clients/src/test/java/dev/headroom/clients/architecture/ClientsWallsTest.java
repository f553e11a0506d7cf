package dev.headroom.clients.architecture;

import dev.headroom.architecture.Walls;
import java.util.List;
import java.util.Map;

/** A room a kind of server, and none that knows of scaling or caches. */
class ClientsWallsTest extends Walls {
    private static final String SETTINGS = "dev.headroom.settings";

    @Override
    protected String root() {
        return "dev.headroom.clients";
    }

    @Override
    protected List<Wall> walls() {
        return List.of(
                new Wall("file"),
                new Wall("http"),
                new Wall("pem"),
                new Wall("prometheus", "http"),
                new Wall("redis", SETTINGS),
                new Wall("access", "file", "http", "pem", "redis", SETTINGS));
    }

    @Override
    protected Map<String, List<String>> libraries() {
        return Map.of("java.net.http..", rooms("http", "prometheus"), "com.fasterxml..", rooms("http", "prometheus"));
    }
}
