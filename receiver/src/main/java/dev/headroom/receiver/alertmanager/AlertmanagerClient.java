package dev.headroom.receiver.alertmanager;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Intake;
import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.alert.RefusedAlertException;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.alertmanager.Wire.Group;
import dev.headroom.receiver.alertmanager.Wire.ListedAlert;
import dev.headroom.receiver.alertmanager.Wire.Receiver;
import dev.headroom.receiver.alertmanager.Wire.Status;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Asks Alertmanager what it notifies one receiver of its configuration of: silenced, inhibited and muted alerts are left out.
 * Only its groups tell what a time interval mutes, since 0.28; before that nothing does.
 */
public final class AlertmanagerClient {

    private static final String ALERTS =
            "/api/v2/alerts/groups?active=true&silenced=false&inhibited=false&muted=false&receiver=";
    private static final String WATCHDOGS = "/api/v2/alerts?";
    private static final TypeReference<List<ListedAlert>> ALERT_LIST = new TypeReference<>() {};
    private static final TypeReference<List<Group>> GROUP_LIST = new TypeReference<>() {};
    private static final TypeReference<List<Receiver>> RECEIVER_LIST = new TypeReference<>() {};
    private static final TypeReference<Status> STATUS = new TypeReference<>() {};

    private final AlertmanagerApi api;
    private final String receiver;
    private final Watchdog watchdog;
    private final Duration settle;
    private final Uptime uptime = new Uptime();

    /**
     * A client of one Alertmanager.
     *
     * @param receiver its name in Alertmanager's configuration
     * @param timeout for each whole answer
     * @param settle how long Alertmanager must be up before a missing alert has ended: its list starts empty
     */
    public AlertmanagerClient(Endpoint server, String receiver, Watchdog watchdog, Duration timeout, Duration settle) {
        this.api = new AlertmanagerApi(server, timeout);
        this.receiver = receiver;
        this.watchdog = watchdog;
        this.settle = settle;
    }

    String receiver() {
        return receiver;
    }

    /** Whether a webhook that names this receiver comes from the one that is asked for. */
    boolean isFor(String named) {
        return named.isEmpty() || named.equals(receiver) || named.equals(quoted(receiver));
    }

    /** The active alerts; an empty list is believed only if Alertmanager knows the receiver. */
    ActiveAlerts fetch(Moment now) throws AlertmanagerException {
        boolean complete = settled(now);
        List<ListedAlert> listed = api.get(ALERTS + HttpCalls.encoded(quoted(receiver)), GROUP_LIST).stream()
                .flatMap(group -> group.alerts() == null ? Stream.empty() : group.alerts().stream())
                .filter(Objects::nonNull)
                .toList();
        if (listed.isEmpty()) {
            requireReceiver();
        }
        return taken(listed, complete);
    }

    /**
     * What is listed as the Watchdog, whatever its route or silence, with when Prometheus last told of it. To be asked for
     * after the alerts: what Prometheus tells after that, it tells after every end that they showed.
     */
    Map<Alert, String> watchdogs() throws AlertmanagerException {
        if (!watchdog.asked()) {
            return Map.of();
        }
        Map<Alert, String> found = new HashMap<>();
        Intake intake = Intake.ofListed();
        for (ListedAlert alert : api.get(WATCHDOGS + filters(), ALERT_LIST)) {
            try {
                found.put(intake.take(alert.raw()), String.valueOf(alert.updatedAt()));
            } catch (RefusedAlertException e) {
                throw api.failed(WATCHDOGS, "lists a Watchdog that cannot be taken: " + e.getMessage(), "see its rule");
            }
        }
        return found;
    }

    private String filters() {
        return new TreeMap<>(watchdog.labels())
                .entrySet().stream()
                        .map(label -> "filter="
                                + HttpCalls.encoded(label.getKey() + "=\""
                                        + label.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + "\""))
                        .collect(joining("&"));
    }

    private static ActiveAlerts taken(List<ListedAlert> listed, boolean complete) {
        List<Alert> alerts = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        Intake intake = Intake.ofListed();
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
    private boolean settled(Moment now) throws AlertmanagerException {
        Instant since = Intake.time(api.get("/api/v2/status", STATUS).uptime());
        if (since == null) {
            throw api.failed("/api/v2/status", "told no uptime", "check that it is an Alertmanager >= 0.22");
        }
        return uptime.heard(since, now).compareTo(settle) >= 0;
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
