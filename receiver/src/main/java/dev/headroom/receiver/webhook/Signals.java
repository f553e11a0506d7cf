package dev.headroom.receiver.webhook;

import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.time.Moment;
import java.util.List;

/**
 * Who hears of accepted webhooks.
 *
 * @param news told of what was taken, and of the receiver of Alertmanager's configuration that the webhook names
 * @param nudge something may have changed; must return at once
 */
public record Signals(News news, Runnable nudge, WebhookListener listener) {

    /** Hears of what webhooks bring. */
    @FunctionalInterface
    public interface News {
        /** What this amounts to; what is returned is run once it is stored, and keeps no more of it than it needs. */
        Runnable taken(List<AlertUpdate> updates, String receiver, Moment now);
    }
}
