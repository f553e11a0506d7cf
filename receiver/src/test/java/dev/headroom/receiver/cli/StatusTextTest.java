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

    @Test
    void troubleComesFirst() {
        service("app", "\"desired\": 1, \"ready\": 1");
        check("store", false, "the disk is full");
        check("leader", true, "this receiver leads");

        List<String> lines = lines(new StatusText(overview, ENDLESS));

        assertThat(lines.get(0)).contains("not ready: store: the disk is full");
        assertThat(lines.get(1)).contains("SERVICE");
        assertThat(lines).last().isEqualTo("this receiver leads");
    }

    @Test
    void aCountThatIsNotKnownHasItsReason() {
        service("app", "\"desired\": null, \"ready\": null")
                .putObject("explanation")
                .put("sentence", "app is left as it is: the target does not tell: Docker cannot be reached");

        List<String> lines = lines(new StatusText(overview, ENDLESS));

        assertThat(lines.get(0)).contains("Docker cannot be reached");
        assertThat(lines.get(2)).matches("app +\\? +\\? .*");
    }

    @Test
    void noLineIsWiderThanTheScreen() {
        ObjectNode busy = service("worker-llm-of-the-second-team", "\"desired\": 3, \"ready\": 2");
        busy.putArray("firing").add("LLMQueueBuildup").add("LLMHighLatency").add("LLMHighVRAMUsage");
        busy.set("rollout", json("{\"phase\": \"warming\", \"from\": 2, \"to\": 3}"));
        check("evidence", false, "blind: ".repeat(40));

        List<String> lines = lines(new StatusText(overview, USUAL));

        assertThat(lines).allSatisfy(line -> assertThat(Colour.width(line)).isLessThanOrEqualTo(80));
        assertThat(lines.get(1)).as("columns without anything are left out").doesNotContain("OVERRIDE", "COOLDOWNS");
        assertThat(lines.get(2)).contains("worker-llm-of", "warming 2->3", "LLMQueueBuildup");
    }

    @Test
    void thirtyServicesUnderWatchDoNotScrollAwayAndWhatHappensIsOnTop() {
        for (int i = 0; i < 30; i++) {
            service("service-" + i, "\"desired\": 1, \"ready\": 1");
        }
        service("busy", "\"desired\": 2, \"ready\": 1");
        check("leader", true, "this receiver leads");

        List<String> lines = lines(new StatusText(overview, USUAL).whole());

        assertThat(lines).hasSizeLessThanOrEqualTo(22);
        assertThat(lines.get(1)).startsWith("busy ");
        assertThat(lines).anyMatch(line -> line.matches("and 1[0-9] more, see: headroom status"));
        assertThat(lines).last().isEqualTo("this receiver leads");
    }

    @Test
    void whereThereIsRoomEveryServiceHasItsReason() {
        service("app", "\"desired\": 1, \"ready\": 1");
        service("web", "\"desired\": 1, \"ready\": 1");

        assertThat(lines(new StatusText(overview, USUAL).whole()))
                .contains("app stays at 1: nothing asks for a change", "web stays at 1: nothing asks for a change");
    }
}
