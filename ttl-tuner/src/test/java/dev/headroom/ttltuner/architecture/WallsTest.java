package dev.headroom.ttltuner.architecture;

import dev.headroom.architecture.Walls;
import java.util.List;
import java.util.Map;

class WallsTest extends Walls {
    private static final String SETTINGS = "dev.headroom.settings";
    private static final String ACCESS = "dev.headroom.clients.access";
    private static final String HTTP = "dev.headroom.clients.http";
    private static final String REDIS = "dev.headroom.clients.redis";

    private static final List<Wall> WALLS = List.of(
            new Wall("curve"),
            new Wall("tuning", "curve"),
            new Wall("replay", "curve", "tuning"),
            new Wall("source", "tuning"),
            new Wall("source.prometheus", "source", "tuning", HTTP, "dev.headroom.clients.prometheus"),
            new Wall("source.redis", "source", "tuning"),
            new Wall("redis", "curve", "tuning"),
            new Wall("status", "tuning"),
            new Wall("metrics", "status", "tuning"),
            new Wall("config", "curve", "tuning", SETTINGS, ACCESS, HTTP, REDIS),
            new Wall("cli", "app", "config", "replay", "tuning", SETTINGS, HTTP));

    @Override
    protected String root() {
        return "dev.headroom.ttltuner";
    }

    @Override
    protected List<Wall> walls() {
        return WALLS;
    }

    @Override
    protected List<String> core() {
        return rooms("curve", "tuning");
    }

    @Override
    protected List<String> shell() {
        return rooms("app", "cli", "metrics");
    }

    @Override
    protected Map<String, List<String>> libraries() {
        return Map.of(
                "com.sun.net.httpserver..", rooms("app.."),
                "java.net.http..", rooms(),
                "org.jfree..", rooms("replay.."),
                "io.prometheus..", rooms("metrics.."),
                "redis.clients..", rooms("redis..", "source.redis..", "app.."),
                "picocli..", rooms("cli.."));
    }
}
