package dev.headroom.receiver.webhook;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Intake;
import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.alert.RefusedAlertException;
import dev.headroom.receiver.webhook.Notification.WireAlert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a notification amounts to, alert by alert.
 *
 * @param refused a reason for each alert that was not taken
 * @param truncated how many Alertmanager left out
 * @param receiver the one of Alertmanager's configuration that sent it; empty where it names none
 */
record Taken(List<AlertUpdate> updates, List<Refusal> refused, long truncated, String receiver) {

    private static final int NAMES_IN_LOG = 5;

    static Taken from(Notification notification, Instant now) {
        Intake intake = new Intake(now);
        List<AlertUpdate> updates = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (WireAlert alert : notification.present()) {
            try {
                updates.add(update(alert, intake, now));
            } catch (RefusedAlertException e) {
                refused.add(e.refusal());
            }
        }
        return new Taken(
                List.copyOf(updates),
                List.copyOf(refused),
                notification.truncatedAlerts(),
                Objects.requireNonNullElse(notification.receiver(), ""));
    }

    private static AlertUpdate update(WireAlert wire, Intake intake, Instant now) throws RefusedAlertException {
        if ("firing".equals(wire.status())) {
            return AlertUpdate.firing(intake.take(wire.raw()));
        }
        if ("resolved".equals(wire.status())) {
            Alert alert = intake.take(wire.raw());
            return AlertUpdate.resolved(alert, end(wire.endsAt(), alert.startsAt(), now));
        }
        throw new RefusedAlertException(Refusal.BAD_STATUS);
    }

    /** The told end, where it lies between the start and now; else the nearer of the two, and now if none is told. */
    private static Instant end(@Nullable String told, Instant start, Instant now) {
        Instant end = Intake.time(told);
        if (end == null || end.isAfter(now)) {
            return now;
        }
        return end.isBefore(start) ? start : end;
    }

    /** One line for the log. */
    @Override
    public String toString() {
        String names = updates.stream()
                .limit(NAMES_IN_LOG)
                .map(update -> OneLine.of(update.alert().name()) + " " + update.status())
                .collect(joining(", "));
        return "webhook: " + updates.size() + " alerts taken (" + names
                + (updates.size() > NAMES_IN_LOG ? ", ..." : "") + "), refused " + refused
                + ", left out by Alertmanager "
                + truncated;
    }
}
