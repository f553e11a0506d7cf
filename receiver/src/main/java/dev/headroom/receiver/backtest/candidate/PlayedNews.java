package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.backtest.alerting.Alerting;
import dev.headroom.receiver.backtest.signal.Signals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the alert rules make of the model's signals. */
record PlayedNews(Signals signals, Alerting alerting) implements News {

    @Override
    public List<AlertUpdate> step(long seconds, Instant now) {
        if (seconds % signals.interval() == 0) {
            signals.sample((double) now.getEpochSecond());
        }
        return alerting.step(seconds, now);
    }

    @Override
    public List<Alert> active() {
        return alerting.active();
    }

    @Override
    public Map<String, Set<String>> missing() {
        return alerting.missing();
    }

    @Override
    public Map<String, Set<String>> without() {
        return alerting.without();
    }
}
