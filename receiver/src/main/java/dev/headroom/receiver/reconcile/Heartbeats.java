package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
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

    /**
     * Counts news that another receiver took for this one too: the two share their alerts, and a webhook reaches one.
     * What was stored before this process began to listen is no news.
     */
    void heardElsewhere(Collection<AlertState> alerts, Instant now) {
        alerts.stream()
                .map(AlertState::seenAt)
                .filter(seen -> seen.isAfter(since) && !seen.isAfter(now))
                .max(Comparator.naturalOrder())
                .ifPresent(seen -> latest.accumulateAndGet(seen, Heartbeats::later));
    }

    private static Instant later(@Nullable Instant known, Instant seen) {
        return known != null && known.isAfter(seen) ? known : seen;
    }

    public Evidence evidence() {
        return new Evidence(since, latest.get(), blindAfter);
    }
}
