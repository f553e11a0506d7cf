package dev.headroom.receiver.decision;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the news from Alertmanager is: webhooks and successful polls are heartbeats.
 *
 * @param since when this process began to listen
 * @param heartbeat the latest one since; null before the first
 * @param blindAfter silence longer than this means blind
 */
public record Evidence(Instant since, @Nullable Instant heartbeat, Duration blindAfter) {

    /** No news for so long that nothing may be concluded from what is, or is not, firing. */
    public boolean blind(Instant now) {
        return age(now).compareTo(blindAfter) > 0;
    }

    /** Time since the last heartbeat, or since the start before the first; never negative. */
    public Duration age(Instant now) {
        Duration age = Duration.between(heartbeat == null ? since : heartbeat, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
