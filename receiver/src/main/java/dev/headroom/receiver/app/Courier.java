package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alertmanager.AlertmanagerClient;
import dev.headroom.receiver.alertmanager.AlertmanagerPoll;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.metrics.Metrics;
import dev.headroom.receiver.reconcile.Witness;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.receiver.webhook.Signals;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which news comes from Alertmanager: by its webhooks and, where it is configured, by asking its own API.
 *
 * @param poll null where its API is not asked
 */
record Courier(Witness witness, @Nullable AlertmanagerPoll poll) {

    private static final Duration API_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SETTLE = Duration.ofMinutes(2);
    private static final Duration CONFIRM_WITHOUT_API = Duration.ofSeconds(15);

    /** Who hears of news. */
    record Listeners(Witness witness, EvaluationLoop loop, Metrics metrics) {}

    static Courier of(HeadroomConfig config, Store store, Timepiece clock, Listeners listeners) {
        return new Courier(listeners.witness(), poll(config, store, clock, listeners));
    }

    static Witness witness(HeadroomConfig config, Timepiece clock) {
        return new Witness(
                new Witness.Terms(config.timing().blindAfter(), config.watchdog(), config.alertmanager() != null),
                clock.moment());
    }

    static AlertLifecycle lifecycle(HeadroomConfig config) {
        return new AlertLifecycle(
                config.timing().alertTtl(), config.alertmanager() == null ? CONFIRM_WITHOUT_API : null);
    }

    static Duration pollInterval(HeadroomConfig config) {
        HeadroomConfig.Alertmanager alertmanager = config.alertmanager();
        return alertmanager == null ? CONFIRM_WITHOUT_API : alertmanager.pollInterval();
    }

    /** Told of what webhooks bring. */
    Signals.News news() {
        return (updates, receiver, now) -> {
            Runnable heard = witness.webhook(updates, now);
            return () -> {
                heard.run();
                if (poll != null) {
                    poll.addressed(receiver, now);
                }
            };
        };
    }

    private static @Nullable AlertmanagerPoll poll(
            HeadroomConfig config, Store store, Timepiece clock, Listeners listeners) {
        HeadroomConfig.Alertmanager alertmanager = config.alertmanager();
        if (alertmanager == null) {
            return null;
        }
        AlertmanagerClient client = new AlertmanagerClient(
                alertmanager.server(), alertmanager.receiver(), config.watchdog(), API_TIMEOUT, SETTLE);
        return new AlertmanagerPoll(
                client,
                store,
                clock,
                new AlertmanagerPoll.Signals(
                        listeners.witness()::polled,
                        listeners.loop()::nudge,
                        listeners.metrics().webhook()::refused));
    }
}
