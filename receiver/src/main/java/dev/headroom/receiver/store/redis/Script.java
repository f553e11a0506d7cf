package dev.headroom.receiver.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** A Lua script, which Redis runs as one step; says in its first lines what it takes and returns. */
record Script(String text, List<Key> keys) {
    static final Script COMMIT = of("commit.lua", Key.TERM);
    static final Script MERGE =
            of("merge.lua", Key.ALERTS, Key.ALERT_ORDER, Key.LAST_CHANGE, Key.LAST_FORGOT, Key.TERM);
    static final Script CHANGES =
            of("changes.lua", Key.ALERTS, Key.ALERT_ORDER, Key.LAST_CHANGE, Key.LAST_FORGOT, Key.TERM);
    static final Script LEASE = of("lease.lua", Key.LEASE, Key.TERM);
    static final Script TERM = of("term.lua", Key.TERM, Key.LEASE);
    static final Script RELEASE = of("release.lua", Key.LEASE);

    private static Script of(String file, Key... keys) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(file), file)) {
            return new Script(new String(in.readAllBytes(), UTF_8), List.of(keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
