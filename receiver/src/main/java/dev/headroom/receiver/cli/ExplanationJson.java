package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Verdict;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the API's form of an explanation, whose sentence the receiver has made. */
final class ExplanationJson {

    private ExplanationJson() {}

    static String sentence(JsonNode explanation) {
        return explanation.path("sentence").asText();
    }

    /** The zone in which the receiver tells people times: the policy's. */
    static ZoneId zone(JsonNode answer) {
        String zone = answer.path("zone").asText("");
        return zone.isEmpty() || zone.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(zone);
    }

    static List<Verdict> verdicts(JsonNode explanation) {
        List<Verdict> verdicts = new ArrayList<>();
        explanation
                .path("verdicts")
                .forEach(verdict -> verdicts.add(new Verdict(
                        Guard.valueOf(verdict.path("guard").asText().toUpperCase(Locale.ROOT)),
                        verdict.path("verdict").asText().equals("pass"),
                        verdict.path("detail").asText(),
                        verdict.hasNonNull("until")
                                ? Instant.parse(verdict.path("until").asText())
                                : null)));
        return verdicts;
    }
}
