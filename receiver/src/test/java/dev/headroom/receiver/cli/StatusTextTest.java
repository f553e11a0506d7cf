package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator sees at three in the morning, on a terminal of the usual size. */
class StatusTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Screen USUAL = new Screen(80, 24);
    private static final Screen ENDLESS = new Screen(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final ObjectNode overview = JSON.createObjectNode();
    private final ArrayNode services = overview.putArray("services");
    private final ArrayNode checks = overview.putArray("checks");

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private ObjectNode service(String name, String counts) {
        ObjectNode service = (ObjectNode) json("""
                {"service": "%s", %s, "min": 1, "max": 4, "floor": 1, "rollout": null, "override": null, "cooldowns": [],
                 "firing": [], "explanation": {"sentence": "%s stays at 1: nothing asks for a change"}}
                """.formatted(name, counts, name));
        services.add(service);
        return service;
    }

    private void check(String name, boolean ok, String detail) {
        checks.addObject().put("name", name).put("ok", ok).put("detail", detail);
    }

    private static List<String> lines(Object text) {
        return text.toString().lines().toList();
    }

    /** In the words of the page, which are the receiver's. */
    private void summary(boolean well, String text, String notices) {
        overview.put("zone", "Asia/Seoul").put("now", "2026-11-24T04:00:00Z");
        overview.set(
                "summary", json("{\"well\": %s, \"text\": \"%s\", \"notices\": [%s]}".formatted(well, text, notices)));
    }

    private static JsonNode advice(String what) {
        return json("""
                {"what": "%s", "since": "2026-11-24T03:47:26Z", "does": "Waits.", "can": "Look.", "word": "failed",
                 "group": "trouble", "condition": "failed"}""".formatted(what));
    }

    @Test
    void troubleComesFirstWithWhatIsDoneAndWhatAPersonCanDo() {
        service("app", "\"desired\": 1, \"ready\": 1").set("diagnosis", advice("from 1 to 2"));
        summary(
                false,
                "1 of 1 service needs a look: 1 failed.",
                advice("Not ready: store: the disk is full").toString());
        check("leader", true, "this receiver leads");

        List<String> lines = lines(new StatusText(overview, ENDLESS));

        assertThat(lines)
                .startsWith(
                        "1 of 1 service needs a look: 1 failed.",
                        "Not ready: store: the disk is full (since 12:47:26)",
                        "  Headroom: Waits.",
                        "  You: Look.",
                        "app failed: from 1 to 2 (since 12:47:26)",
                        "  Headroom: Waits.",
                        "  You: Look.");
        assertThat(lines.get(7)).contains("SERVICE");
        assertThat(lines).last().isEqualTo("this receiver leads; times in Asia/Seoul");
    }

    @Test
    void anOrderIsTimedInThePolicysZone() {
        service("app", "\"desired\": 1, \"ready\": 1").set("override", json("""
                {"kind": "freeze", "replicas": 0, "owner": "ana", "reason": "do not touch", "expires": "2026-11-24T06:00:00Z"}"""));
        summary(true, "All is well: 1 service; 1 under orders.", "");

        assertThat(lines(new StatusText(overview, ENDLESS)))
                .startsWith("All is well: 1 service; 1 under orders.")
                .anySatisfy(line -> assertThat(line).contains("freeze until 15:00:00 by ana: do not touch"));
    }

    @Test
    void aCountThatIsNotKnownIsAQuestionMark() {
        service("app", "\"desired\": null, \"ready\": null")
                .set("diagnosis", json("{\"group\": \"trouble\", \"condition\": \"unknown\"}"));
        summary(
                false,
                "1 of 1 service needs a look: 1 unknown.",
                advice("Not ready: target: Docker cannot be reached").toString());

        List<String> lines = lines(new StatusText(overview, ENDLESS));

        assertThat(lines.get(1)).contains("Docker cannot be reached");
        assertThat(lines.get(5)).matches("app +\\? +\\? .*");
    }

    @Test
    void noLineIsWiderThanTheScreen() {
        ObjectNode busy = service("worker-llm-of-the-second-team", "\"desired\": 3, \"ready\": 2");
        busy.putArray("firing").add("LLMQueueBuildup").add("LLMHighLatency").add("LLMHighVRAMUsage");
        busy.set("rollout", json("{\"phase\": \"warming\", \"from\": 2, \"to\": 3}"));
        summary(false, "blind: ".repeat(40), "");

        List<String> lines = lines(new StatusText(overview, USUAL));

        assertThat(lines).allSatisfy(line -> assertThat(Colour.width(line)).isLessThanOrEqualTo(80));
        assertThat(lines.get(1)).as("columns without anything are left out").doesNotContain("OVERRIDE", "COOLDOWNS");
        assertThat(lines.get(2)).contains("worker-llm-of", "warming 2->3", "LLMQueueBuildup");
    }

    @Test
    void thirtyServicesUnderWatchDoNotScrollAwayAndWhatHappensIsOnTop() {
        service("busy", "\"desired\": 2, \"ready\": 1"); // the receiver tells the worst first
        for (int i = 0; i < 30; i++) {
            service("service-" + i, "\"desired\": 1, \"ready\": 1");
        }
        check("leader", true, "this receiver leads");

        List<String> lines = lines(new StatusText(overview, USUAL).whole());

        assertThat(lines).hasSizeLessThanOrEqualTo(22);
        assertThat(lines.get(1)).startsWith("busy ");
        assertThat(lines).anyMatch(line -> line.matches("and 1[0-9] more, see: headroom status"));
        assertThat(lines).last().isEqualTo("this receiver leads; times in UTC");
    }

    @Test
    void whereThereIsRoomEveryServiceHasItsReason() {
        service("app", "\"desired\": 1, \"ready\": 1");
        service("web", "\"desired\": 1, \"ready\": 1");

        assertThat(lines(new StatusText(overview, USUAL).whole()))
                .contains("app stays at 1: nothing asks for a change", "web stays at 1: nothing asks for a change");
    }

    @Test
    void whoSleepsIsToldBesideWhoIsReady() {
        summary(true, "All is well.", "");
        service("chat", "\"desired\": 1, \"ready\": 1, \"asleep\": 2, \"waking\": 1");
        service("code", "\"desired\": 1, \"ready\": 1, \"asleep\": 0, \"waking\": 0");

        assertThat(lines(new StatusText(overview, ENDLESS)))
                .anySatisfy(line -> assertThat(line).contains("1 +2 asleep +1 waking"))
                .anySatisfy(line -> assertThat(line).contains("code").doesNotContain("asleep"));
    }
}
