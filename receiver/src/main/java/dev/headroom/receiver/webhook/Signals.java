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

    /** Hears of what webhooks bring, once it is stored. */
    @FunctionalInterface
    public interface News {
        void taken(List<AlertUpdate> updates, String receiver, Moment now);
    }
}
