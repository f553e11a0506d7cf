package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where Headroom hears of alerts. */
public interface News {

    /** What its webhook is sent {@code seconds} after the beginning. */
    List<AlertUpdate> step(long seconds, Instant now);

    /** What Alertmanager's own API lists as firing. */
    List<Alert> active();

    /** Metrics and signals that were asked for in vain, with the alerts that need them. */
    Map<String, Set<String>> missing();

    /** Such metrics and signals with the alerts that are played as if these were silent. */
    default Map<String, Set<String>> without() {
        return Map.of();
    }
}
