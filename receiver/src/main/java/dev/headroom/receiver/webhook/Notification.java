package dev.headroom.receiver.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headroom.receiver.alert.Intake;
import dev.headroom.receiver.alert.Pairs;
import dev.headroom.receiver.wire.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Alertmanager's webhook body, version 4, or that of a contact point of Grafana, version 1, as far as it means anything
 * here: the group's own status and common labels do not, because a truncated group can say "resolved" of alerts that fire.
 *
 * @param receiver the one of Alertmanager's configuration that sends it, quoted as for a regular expression, or Grafana's
 *     contact point
 * @param truncatedAlerts alerts that Alertmanager left out
 */
record Notification(
        @Nullable String version,
        @Nullable String receiver,
        @Nullable List<@Nullable WireAlert> alerts,
        long truncatedAlerts) {

    /** One alert; times are RFC 3339, and {@code endsAt} is the year 1 while it fires. */
    record WireAlert(
            @Nullable String status,
            Pairs labels,
            Pairs annotations,
            @Nullable String startsAt,
            @Nullable String endsAt,
            @Nullable String fingerprint) {

        Intake.Raw raw() {
            return new Intake.Raw(fingerprint, labels, annotations, startsAt);
        }
    }

    private static final Set<String> VERSIONS = Set.of("4", "1");
    private static final String REMEDY =
            "send the body as Alertmanager's webhook_configs does (version 4), or a webhook of Grafana (version 1)";

    /** The alerts; there are some where {@link #parse} has made this. */
    List<WireAlert> present() {
        List<WireAlert> present = new ArrayList<>();
        for (WireAlert alert : Objects.requireNonNull(alerts)) {
            present.add(Objects.requireNonNull(alert));
        }
        return present;
    }

    /** Reads a body; throws {@link Problem} 400 for what is no notification, 422 for another version. */
    static Notification parse(byte[] body) {
        Notification parsed = read(body);
        if (parsed.version == null || !VERSIONS.contains(parsed.version)) {
            throw new Problem(422, "the field version is neither \"4\" nor \"1\"", REMEDY);
        }
        if (parsed.alerts == null || parsed.alerts.contains(null)) {
            throw new Problem(400, "the field alerts is missing, or holds a null", REMEDY);
        }
        return parsed;
    }

    private static Notification read(byte[] body) {
        try {
            Notification parsed = body.length == 0 ? null : NotificationReader.read(body);
            if (parsed == null) {
                throw new Problem(400, "the body is empty", REMEDY);
            }
            return parsed;
        } catch (JsonProcessingException e) {
            throw new Problem(400, "the body is " + StrictJson.explain(e), REMEDY);
        } catch (IOException e) {
            throw new Problem(400, "the body cannot be read", REMEDY);
        }
    }
}
