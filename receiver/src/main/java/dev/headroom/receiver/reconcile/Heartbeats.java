package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears the news from Alertmanager and tells how old it is. */
public final class Heartbeats implements Consumer<Instant> {

    private volatile Instant since;
    private final Duration blindAfter;
    private final AtomicReference<@Nullable Instant> latest = new AtomicReference<>();

    public Heartbeats(Instant since, Duration blindAfter) {
        this.since = since;
        this.blindAfter = blindAfter;
    }

    @Override
    public void accept(Instant heartbeat) {
        latest.set(heartbeat);
    }

    /** For a clock that was set: the age of the news stays what it was. */
    void shift(Duration jump) {
        since = since.plus(jump);
        latest.updateAndGet(heartbeat -> heartbeat == null ? null : heartbeat.plus(jump));
    }

    public Evidence evidence() {
        return new Evidence(since, latest.get(), blindAfter);
    }
}
