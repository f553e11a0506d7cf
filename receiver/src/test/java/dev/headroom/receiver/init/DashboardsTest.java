package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The dashboards of a user's services show them, under their names. */
class DashboardsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Map<String, String> files(Choices choices) {
        return Found.plan(Found.facts(Found.job("vllm"), Found.job("tgi"), Found.job("starlette")), choices)
                .files();
    }

    private static final Map<String, String> OTHER =
            files(Choices.none().with(Map.of("chat.7b", List.of("vllm"), "api", List.of("starlette"))));

    @Test
    void eachServiceHasItsOwnAndItsAlertsLeadThere() throws Exception {
        JsonNode chat = JSON.readTree(OTHER.get("grafana-dashboards/headroom-chat-7b.json"));

        assertThat(chat.path("uid").asText()).isEqualTo("headroom-chat-7b");
        assertThat(chat.path("title").asText()).isEqualTo("Headroom / chat.7b");
        assertThat(chat.findValuesAsText("expr"))
                .anyMatch(query -> query.contains("service=\"chat.7b\""))
                .noneMatch(query -> query.contains("worker-llm"));
        assertThat(chat.findValuesAsText("description"))
                .anyMatch(text -> text.contains("scales chat.7b up: [Chat7bQueueBuildup](https://"));
        assertThat(OTHER.get("alert-rules/alerts-chat.7b.rules.yml"))
                .contains("dashboard_url: http://localhost:3000/d/headroom-chat-7b\n")
                .doesNotContain("/d/headroom-llm");
        assertThat(OTHER).containsKeys("grafana-dashboards/headroom-tgi.json", "grafana-dashboards/headroom-api.json");
    }

    @Test
    void noQueryOfAnyAsksForANameThatNobodyHas() {
        OTHER.forEach((file, text) -> {
            if (file.endsWith(".json")) {
                assertThat(text).as(file).doesNotContainPattern("service[=!~]+\\\\\"(worker-llm|app)\\\\\"");
            }
        });
    }

    @Test
    void underTheShippedNamesTheyAreWhatIsShipped() throws Exception {
        Map<String, String> same =
                files(Choices.none().with(Map.of("worker-llm", List.of("vllm", "tgi"), "app", List.of("starlette"))));

        for (String uid : List.of("headroom-app", "headroom-llm")) {
            String shipped = Found.SHIPPED.dashboards().stream()
                    .filter(file -> file.endsWith(uid + ".json"))
                    .map(Found.SHIPPED::text)
                    .findFirst()
                    .orElseThrow();
            assertThat(JSON.readTree(same.get("grafana-dashboards/" + uid + ".json")))
                    .isEqualTo(JSON.readTree(shipped));
        }
    }
}
