package dev.headroom.receiver.alertmanager;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Intake;
import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.alert.RefusedAlertException;
import dev.headroom.receiver.alertmanager.Wire.ListedAlert;
import dev.headroom.receiver.alertmanager.Wire.Receiver;
import dev.headroom.receiver.alertmanager.Wire.Status;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Asks Alertmanager what is active for one receiver of its configuration, silenced and inhibited alerts left out. */
public final class AlertmanagerClient {

    private static final String ALERTS = "/api/v2/alerts?active=true&silenced=false&inhibited=false&receiver=";
    private static final TypeReference<List<ListedAlert>> ALERT_LIST = new TypeReference<>() {};
    private static final TypeReference<List<Receiver>> RECEIVER_LIST = new TypeReference<>() {};
    private static final TypeReference<Status> STATUS = new TypeReference<>() {};

    private final AlertmanagerApi api;
    private final String receiver;
    private final Duration settle;

    /**
     * A client of one Alertmanager.
     *
     * @param receiver its name in Alertmanager's configuration
     * @param timeout for each whole answer
     * @param settle how long Alertmanager must be up before a missing alert has ended: its list starts empty
     */
    public AlertmanagerClient(URI url, String receiver, Duration timeout, Duration settle) {
        this.api = new AlertmanagerApi(url, timeout);
        this.receiver = receiver;
        this.settle = settle;
    }

    /** The active alerts; an empty list is believed only if Alertmanager knows the receiver. */
    public ActiveAlerts fetch(Instant now) throws AlertmanagerException {
        boolean complete = settled(now);
        List<ListedAlert> listed = api.get(ALERTS + HttpCalls.encoded(quoted(receiver)), ALERT_LIST);
        if (listed.isEmpty()) {
            requireReceiver();
        }
        return taken(listed, complete, now);
    }

    private static ActiveAlerts taken(List<ListedAlert> listed, boolean complete, Instant now) {
        List<Alert> alerts = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        Intake intake = new Intake(now);
        for (ListedAlert alert : listed) {
            try {
                if (alert.active()) {
                    alerts.add(intake.take(alert.raw()));
                }
            } catch (RefusedAlertException e) {
                refused.add(e.refusal());
            }
        }
        return new ActiveAlerts(alerts, refused, complete);
    }

    /** Asked before the list, so that a restart in between does not make an empty list complete. */
    private boolean settled(Instant now) throws AlertmanagerException {
        Instant since = Intake.time(api.get("/api/v2/status", STATUS).uptime());
        if (since == null) {
            throw api.failed("/api/v2/status", "told no uptime", "check that it is an Alertmanager >= 0.22");
        }
        return !since.plus(settle).isAfter(now);
    }

    private void requireReceiver() throws AlertmanagerException {
        List<Receiver> known = api.get("/api/v2/receivers", RECEIVER_LIST);
        if (known.stream().noneMatch(each -> receiver.equals(each.name()))) {
            String names =
                    known.stream().map(each -> String.valueOf(each.name())).collect(joining(", "));
            throw api.failed(
                    "/api/v2/receivers",
                    "does not list the receiver " + receiver,
                    "set alertmanager.receiver to one of: " + names);
        }
    }

    /** The parameter is a regular expression, and Go's. */
    private static String quoted(String name) {
        return name.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
    }
}
