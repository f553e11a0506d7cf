package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
                {"id": %d, "at": "2026-11-24T04:%02d:%02dZ", "service": "app", "outcome": "scale", "from": 2, "to": 3,
                 "sentence": "app goes from 2 to 3 (%d)", "result": "%s", "detail": ""}
                """.formatted(id, id / 60 % 60, id % 60, id, result);
    }

    private final List<String> history = new ArrayList<>(); // newest first

    private Happenings happenings(int last) {
        return new Happenings(last, null, new Happenings.History() {
            @Override
            public JsonNode newest(int limit) {
                return json("[" + String.join(",", history.stream().limit(limit).toList()) + "]");
            }

            @Override
            public Optional<JsonNode> line(long id) {
                return history.stream()
                        .map(HappeningsTest::json)
                        .filter(line -> line.path("id").asLong() == id)
                        .findFirst();
            }
        });
    }

    private List<String> look(Happenings happenings, String overview, String... newestFirst) {
        history.clear();
        history.addAll(List.of(newestFirst));
        return happenings.next(json(overview)).stream()
                .map(line -> line.replaceFirst("^[0-9:]+ ", ""))
                .toList();
    }

    @Test
    void decisionsAreToldOnceInTheirOrderAndThenWhatCameOfThem() {
        Happenings happenings = happenings(2);
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
        Happenings happenings = happenings(0);
        assertThat(look(happenings, QUIET)).containsExactly("times in UTC");
        assertThat(look(happenings, bad))
                .containsExactly("alert AppHighCPU of app fires", "not ready: store: the disk is full");
        assertThat(look(happenings, bad)).isEmpty();
        assertThat(look(happenings, QUIET)).containsExactly("alert AppHighCPU of app has ended", "ready again: store");
    }

    @Test
    void timesAreThoseOfThePolicyAndTheZoneIsSaid() {
        String seoul = "{\"zone\": \"Asia/Seoul\", \"alerts\": [], \"checks\": []}";
        history.add(decision(1, "done"));
        assertThat(happenings(1).next(json(seoul)))
                .hasSize(2)
                .startsWith("times in Asia/Seoul")
                .last(STRING)
                .startsWith("13:00:01 ");
    }

    @Test
    void aReceiverThatIsAwayIsToldOnce() {
        Happenings happenings = happenings(0);
        assertThat(happenings.away("no receiver answers")).hasSize(1);
        assertThat(happenings.away("no receiver answers")).isEmpty();
        assertThat(look(happenings, QUIET)).containsExactly("times in UTC", "the receiver answers again");
    }

    /** As where thirty alerts begin at once, for a hundred services. */
    @Test
    void aStormIsToldWhole() {
        Happenings happenings = happenings(0);
        look(happenings, QUIET, decision(1, "running"));

        assertThat(look(happenings, QUIET, storm(301, 1, "done")))
                .hasSize(301)
                .startsWith("done: app from 2 to 3", "app goes from 2 to 3 (2)")
                .endsWith("app goes from 2 to 3 (301)");
        assertThat(look(happenings, QUIET, storm(1000, 302, "done")))
                .hasSize(501)
                .startsWith("more was decided at once than is told here; see: headroom decisions --limit 500")
                .endsWith("app goes from 2 to 3 (1000)");
    }

    @Test
    void whatCameOfAnActionIsToldHoweverMuchWasDecidedSince() {
        Happenings happenings = happenings(1);
        look(happenings, QUIET, decision(1, "running"));

        assertThat(look(happenings, QUIET, storm(150, 1, "running"))).hasSize(149);
        assertThat(look(happenings, QUIET, storm(150, 1, "failed")))
                .hasSize(150)
                .contains("failed: app from 2 to 3");
    }

    private static String[] storm(int newest, int oldest, String came) {
        return IntStream.rangeClosed(oldest, newest)
                .mapToObj(id -> decision(newest + oldest - id, came))
                .toArray(String[]::new);
    }

    /** After a restore, or where another receiver has come to the address. */
    @Test
    void anotherStoreIsFollowedFromItsBeginning() {
        Happenings happenings = happenings(1);
        look(happenings, QUIET, decision(40, "done"));

        assertThat(look(happenings, QUIET, decision(2, "done"), decision(1, "done")))
                .containsExactly(
                        "the history begins anew: the receiver has another store than before",
                        "app goes from 2 to 3 (1)",
                        "app goes from 2 to 3 (2)");
        assertThat(look(happenings, QUIET, decision(3, "done"), decision(2, "done")))
                .containsExactly("app goes from 2 to 3 (3)");
    }

    @Test
    void timesAreByTheReceiversClock() {
        Happenings happenings = happenings(0);
        String overview = "{\"now\": \"2026-11-24T04:00:00Z\", \"checks\": [], \"alerts\": [{\"name\": \"A\"}]}";

        assertThat(happenings.next(json(overview)))
                .last(STRING)
                .isIn("04:00:00 alert A fires", "04:00:01 alert A fires");
    }
}
