package dev.headroom.receiver.webhook;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * Who hears of accepted webhooks.
 *
 * @param heartbeat Alertmanager is alive: one for every accepted webhook
 * @param nudge something may have changed; must return at once
 */
public record Signals(Consumer<Instant> heartbeat, Runnable nudge, WebhookListener listener) {}
