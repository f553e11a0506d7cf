package dev.headroom.receiver.alertmanager;

import dev.headroom.receiver.alert.Intake;
import dev.headroom.receiver.alert.Pairs;
import java.util.List;
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
            @Nullable String updatedAt,
            @Nullable State status) {

        boolean active() {
            return status != null && "active".equals(status.state) && !status.muted();
        }

        Intake.Raw raw() {
            return new Intake.Raw(fingerprint, Pairs.of(labels), Pairs.of(annotations), startsAt);
        }
    }

    /** What is notified together. */
    record Group(@Nullable List<@Nullable ListedAlert> alerts) {}

    /** @param mutedBy time intervals that mute the route of its group; null where Alertmanager is too old to tell */
    record State(@Nullable String state, @Nullable List<@Nullable String> mutedBy) {
        boolean muted() {
            return mutedBy != null && !mutedBy.isEmpty();
        }
    }

    /** @param uptime since when it is up */
    record Status(@Nullable String uptime) {}

    record Receiver(@Nullable String name) {}
}
