package dev.headroom.receiver.backtest.alerting;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.lint.RuleSet.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A group of Alertmanager that holds one alert, as the shipped routes make them: when it tells of it. */
final class Group {

    /** After so long Prometheus tells Alertmanager anew of an alert that still fires. */
    private static final Duration RESEND = Duration.ofMinutes(1);

    private final Delivery delivery;
    private @Nullable Alert held;
    private @Nullable Instant ended;
    private Instant sent = Instant.MIN;
    private Instant flush = Instant.MAX;
    private @Nullable Instant told;
    private boolean toldFiring;

    Group(Delivery delivery) {
        this.delivery = delivery;
    }

    /** Prometheus tells what fires after an evaluation; empty for nothing. */
    void hears(Optional<Alert> firing, Instant now) {
        Alert before = held;
        if (firing.isPresent()) {
            fires(firing.get(), before, now);
        } else if (before != null && ended == null) {
            ended = now;
        }
    }

    private void fires(Alert alert, @Nullable Alert before, Instant now) {
        if (before == null) {
            flush = now.plus(delivery.first());
        }
        boolean anew = before == null || !before.startsAt().equals(alert.startsAt());
        if (anew || !now.isBefore(sent.plus(RESEND))) {
            held = alert;
            sent = now;
            ended = null;
        }
    }

    /** The notification that is due at {@code now}, if any. */
    Optional<AlertUpdate> flush(Instant now) {
        Alert alert = held;
        if (alert == null || now.isBefore(flush)) {
            return Optional.empty();
        }
        flush = now.plus(delivery.interval());
        Instant end = ended;
        return end == null ? firing(alert, now) : resolved(alert, end);
    }

    private Optional<AlertUpdate> firing(Alert alert, Instant now) {
        boolean again = told == null || !toldFiring || !now.isBefore(told.plus(delivery.repeat()));
        if (!again) {
            return Optional.empty();
        }
        told = now;
        toldFiring = true;
        return Optional.of(AlertUpdate.firing(alert));
    }

    /** An end is told only where its beginning was; then the group is gone. */
    private Optional<AlertUpdate> resolved(Alert alert, Instant end) {
        boolean news = toldFiring;
        held = null;
        ended = null;
        toldFiring = false;
        return news ? Optional.of(AlertUpdate.resolved(alert, end)) : Optional.empty();
    }

    /** What Alertmanager's own API lists. */
    Optional<Alert> active() {
        return ended == null ? Optional.ofNullable(held) : Optional.empty();
    }
}
