package dev.headroom.receiver.alertmanager;

import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.store.AlertStore;
import dev.headroom.receiver.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at Alertmanager's list, taken over into the store; run it at every poll interval. A failure is logged when
 * it begins or changes and when it ends, not at every poll between.
 */
public final class AlertmanagerPoll implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerPoll.class);

    /**
     * How the latest poll went.
     *
     * @param detail what was found, or why it failed and what helps
     */
    public record State(boolean ok, String detail) {}

    /**
     * Who hears of polls.
     *
     * @param heartbeat told when each successful poll asked
     * @param nudge something may have changed; must return at once
     * @param refused told why, for each alert that could not be taken
     */
    public record Signals(Consumer<Instant> heartbeat, Runnable nudge, Consumer<Refusal> refused) {}

    private final AlertmanagerClient client;
    private final AlertStore store;
    private final InstantSource clock;
    private final Signals signals;
    private volatile State state = new State(false, "Alertmanager has not been asked yet");

    public AlertmanagerPoll(AlertmanagerClient client, AlertStore store, InstantSource clock, Signals signals) {
        this.client = client;
        this.store = store;
        this.clock = clock;
        this.signals = signals;
    }

    /** Never throws what a poll can run into, so that a scheduler goes on. */
    @Override
    public void run() {
        try {
            ActiveAlerts active = poll();
            became(new State(true, describe(active)));
        } catch (AlertmanagerException | StoreException e) {
            became(new State(false, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("polling Alertmanager failed", e);
            became(new State(false, "the poll failed inside the receiver; see its log"));
        }
    }

    public State state() {
        return state;
    }

    private ActiveAlerts poll() throws AlertmanagerException {
        Instant asked = clock.instant();
        ActiveAlerts active = client.fetch(asked);
        store.reconcile(active.alerts(), active.complete(), asked, clock.instant());
        active.refused().forEach(signals.refused());
        signals.heartbeat().accept(asked);
        signals.nudge().run();
        return active;
    }

    private void became(State next) {
        State last = state;
        state = next;
        if (next.ok() && !last.ok()) {
            LOG.info("polling Alertmanager: {}", next.detail());
        } else if (!next.ok() && !next.equals(last)) {
            LOG.warn("{}", next.detail());
        }
    }

    private static String describe(ActiveAlerts active) {
        return active.alerts().size() + " alerts active"
                + (active.refused().isEmpty() ? "" : ", " + active.refused().size() + " not taken")
                + (active.complete() ? "" : ", and its list may not be complete so soon after its start");
    }
}
