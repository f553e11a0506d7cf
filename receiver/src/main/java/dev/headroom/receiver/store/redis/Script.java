package dev.headroom.receiver.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A Lua script, which Redis runs as one step; says in its first lines what it takes and returns. */
enum Script {
    COMMIT("commit.lua"),
    MERGE("merge.lua"),
    CHANGES("changes.lua"),
    LEASE("lease.lua"),
    TERM("term.lua"),
    RELEASE("release.lua");

    private final String text;

    Script(String file) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(file), file)) {
            text = new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }
}
