package dev.headroom.receiver.alertmanager;

import dev.headroom.receiver.alert.Intake;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers of Alertmanager's API v2, as far as they are read. */
final class Wire {

    private Wire() {}

    record ListedAlert(
            @Nullable String fingerprint,
            @Nullable Map<String, @Nullable String> labels,
            @Nullable Map<String, @Nullable String> annotations,
            @Nullable String startsAt,
            @Nullable State status) {

        boolean active() {
            return status != null && "active".equals(status.state);
        }

        Intake.Raw raw() {
            return new Intake.Raw(fingerprint, labels, annotations, startsAt);
        }
    }

    record State(@Nullable String state) {}

    /** @param uptime since when it is up */
    record Status(@Nullable String uptime) {}

    record Receiver(@Nullable String name) {}
}
