package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.ManualOverride;
import java.time.Instant;
import java.util.Locale;

/** The API's form of an override, in words. */
final class OverrideText {

    private OverrideText() {}

    /** {@code pin at 3 by ana: load test, until 2026-11-24T14:07:10Z}. */
    static String of(JsonNode json) {
        ManualOverride override = new ManualOverride(
                "",
                ManualOverride.Kind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)),
                json.path("replicas").asInt(),
                json.path("owner").asText(),
                json.path("reason").asText(),
                Instant.parse(json.path("expires").asText()));
        return override.inWords() + ", until " + override.expires();
    }
}
