package dev.headroom.receiver.alertmanager;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.store.AlertStore;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at Alertmanager's list, taken over into the store; run it at every poll interval. A failure is logged when
 * it begins or changes and when it ends, not at every poll between.
 */
public final class AlertmanagerPoll implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerPoll.class);

    /** For so long after its last webhook another receiver is reckoned with: Alertmanager repeats within that. */
    private static final Duration STRANGE_FOR = Duration.ofMinutes(10);

    /** A receiver that webhooks name and that is not the one asked for. */
    private record Stranger(String receiver, Moment at) {}

    /**
     * How the latest poll went.
     *
     * @param detail what was found, or why it failed and what helps
     */
    public record State(boolean ok, String detail) {}

    /**
     * Who hears of polls.
     *
     * @param news told of what is listed as the Watchdog where Alertmanager answered completely
     * @param nudge something may have changed; must return at once
     * @param refused told why, for each alert that could not be taken
     */
    public record Signals(BiConsumer<Map<Alert, String>, Moment> news, Runnable nudge, Consumer<Refusal> refused) {}

    private final AlertmanagerClient client;
    private final AlertStore store;
    private final Timepiece clock;
    private final Signals signals;
    private volatile @Nullable Stranger stranger;
    private volatile State state = new State(false, "Alertmanager has not been asked yet");

    public AlertmanagerPoll(AlertmanagerClient client, AlertStore store, Timepiece clock, Signals signals) {
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
        } catch (RuntimeException | Error e) {
            LOG.error("polling Alertmanager failed", e);
            became(new State(false, "the poll failed inside the receiver; see its log"));
        }
    }

    public State state() {
        return state;
    }

    /**
     * A webhook named this receiver of Alertmanager's configuration. What is listed for another one says nothing of what
     * it brought.
     */
    public void addressed(String receiver, Moment now) {
        if (client.isFor(receiver)) {
            return;
        }
        if (stranger == null) {
            LOG.warn("{}", wrong(receiver));
        }
        stranger = new Stranger(receiver, now);
    }

    private ActiveAlerts poll() throws AlertmanagerException {
        Moment asked = clock.moment();
        ActiveAlerts active = client.fetch(asked);
        boolean answered = active.complete() && isAddressed(asked);
        store.reconcile(active.alerts(), answered, asked, clock.moment());
        active.refused().forEach(signals.refused());
        if (answered) {
            Moment next = clock.moment();
            signals.news().accept(client.watchdogs(), next);
        }
        signals.nudge().run();
        return active;
    }

    private boolean isAddressed(Moment now) {
        Stranger last = stranger;
        if (last != null && now.since(last.at()).compareTo(STRANGE_FOR) > 0) {
            stranger = null;
        }
        return stranger == null;
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

    private String wrong(String receiver) {
        return "webhooks come from the receiver " + receiver
                + " of Alertmanager's configuration, and what is listed for " + client.receiver()
                + " ends none of their alerts; set alertmanager.receiver to " + receiver;
    }

    private String describe(ActiveAlerts active) {
        Stranger last = stranger;
        return (last == null ? "" : wrong(last.receiver()) + "; ")
                + active.alerts().size() + " alerts active"
                + (active.refused().isEmpty() ? "" : ", " + active.refused().size() + " not taken")
                + (active.complete() ? "" : ", and its list may not be complete so soon after its start");
    }
}
