package dev.headroom.receiver.store.redis;

import dev.headroom.fixtures.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real Redis for the tests of one class, empty before each. */
public final class ClassRedis implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private Path folder;
    private RedisServer server;

    @Override
    public void beforeAll(ExtensionContext tests) throws IOException {
        folder = Files.createTempDirectory("headroom-redis");
        server = RedisServer.start(folder, "--appendfsync", "everysec");
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        server.empty();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        server.close();
        Folders.remove(folder);
    }

    public RedisServer server() {
        return server;
    }
}
