package dev.headroom.receiver.alertmanager;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Refusal;
import java.util.List;

/**
 * What Alertmanager lists as active for its receiver.
 *
 * @param refused a reason for each alert that could not be taken
 * @param complete whether an alert that is missing has ended: not so while Alertmanager has been up too short a time to
 *     have heard of all
 */
record ActiveAlerts(List<Alert> alerts, List<Refusal> refused, boolean complete) {
    ActiveAlerts {
        alerts = List.copyOf(alerts);
        refused = List.copyOf(refused);
    }
}
