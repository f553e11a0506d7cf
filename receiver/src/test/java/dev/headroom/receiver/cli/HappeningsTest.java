package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class HappeningsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUIET = "{\"alerts\": [], \"checks\": []}";

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String decision(int id, String result) {
        return """
                {"id": %d, "at": "2026-11-24T04:00:0%dZ", "service": "app", "outcome": "scale", "from": 2, "to": 3,
                 "sentence": "app goes from 2 to 3 (%d)", "result": "%s", "detail": ""}
                """.formatted(id, id, id, result);
    }

    private static List<String> look(Happenings happenings, String overview, String... newestFirst) {
        return happenings.next(json("[" + String.join(",", newestFirst) + "]"), json(overview)).stream()
                .map(line -> line.replaceFirst("^[0-9:]+ ", ""))
                .toList();
    }

    @Test
    void decisionsAreToldOnceInTheirOrderAndThenWhatCameOfThem() {
        Happenings happenings = new Happenings(2, null);
        assertThat(look(happenings, QUIET, decision(3, "done"), decision(2, "done"), decision(1, "done")))
                .containsExactly("times in UTC", "app goes from 2 to 3 (2)", "app goes from 2 to 3 (3)");
        assertThat(look(happenings, QUIET, decision(4, "running"), decision(3, "done")))
                .containsExactly("app goes from 2 to 3 (4)");
        assertThat(look(happenings, QUIET, decision(4, "running"))).isEmpty();
        assertThat(look(happenings, QUIET, decision(4, "failed"))).containsExactly("failed: app from 2 to 3");
    }

    @Test
    void alertsAndChecksAreToldWhenTheyChange() {
        String bad = """
                {"alerts": [{"name": "AppHighCPU", "labels": {"service": "app"}}],
                 "checks": [{"name": "store", "ok": false, "detail": "the disk is full"}]}
                """;
        Happenings happenings = new Happenings(0, null);
        assertThat(look(happenings, QUIET)).containsExactly("times in UTC");
        assertThat(look(happenings, bad))
                .containsExactly("alert AppHighCPU of app fires", "not ready: store: the disk is full");
        assertThat(look(happenings, bad)).isEmpty();
        assertThat(look(happenings, QUIET)).containsExactly("alert AppHighCPU of app has ended", "ready again: store");
    }

    @Test
    void timesAreThoseOfThePolicyAndTheZoneIsSaid() {
        String seoul = "{\"zone\": \"Asia/Seoul\", \"alerts\": [], \"checks\": []}";
        assertThat(new Happenings(1, null).next(json("[" + decision(1, "done") + "]"), json(seoul)))
                .first()
                .isEqualTo("times in Asia/Seoul");
        assertThat(new Happenings(1, null).next(json("[" + decision(1, "done") + "]"), json(seoul)))
                .last(STRING)
                .startsWith("13:00:01 ");
    }

    @Test
    void aReceiverThatIsAwayIsToldOnce() {
        Happenings happenings = new Happenings(0, null);
        assertThat(happenings.away("no receiver answers")).hasSize(1);
        assertThat(happenings.away("no receiver answers")).isEmpty();
        assertThat(look(happenings, QUIET)).containsExactly("times in UTC", "the receiver answers again");
    }
}
