package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.Sentence;
import java.time.Instant;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The API's form of an override, in words. */
final class OverrideText {

    private OverrideText() {}

    /** {@code pin at 3 until 14:07:10 by ana: load test}. */
    static String of(JsonNode json, UnaryOperator<String> time) {
        ManualOverride override = new ManualOverride(
                "",
                ManualOverride.Kind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)),
                json.path("replicas").asInt(),
                json.path("owner").asText(),
                json.path("reason").asText(),
                Instant.parse(json.path("expires").asText()));
        return Sentence.dated(
                override.inWords(), time.apply(json.path("expires").asText()));
    }
}
