package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of a user in the place of those of the shipped rules. */
class NamingTest {
    private static final Naming SAME =
            named(Map.of(Role.HTTP, List.of("app"), Role.LLM, List.of("worker-llm"), Role.RL, List.of("worker-rl")));
    private static final Naming OTHER =
            named(Map.of(Role.HTTP, List.of("api", "gate.way"), Role.LLM, List.of("chat-7b"), Role.RL, List.of()));

    private static Naming named(Map<Role, List<String>> names) {
        return Naming.of(names, Set.of("headroom-gate-way"));
    }

    static List<Path> files() {
        return Found.SHIPPED.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void underTheShippedNamesTheShippedRulesAreWhatTheyAre(Path file) {
        String text = Found.SHIPPED.text(file);

        // Only that an alert asks for the signal of its own service is said in addition, where the shipped ones need
        // not.
        assertThat(SAME.common(RuleText.of(text)).toString().replaceAll("\\{service=\"[a-z-]+\"}", ""))
                .isEqualTo(text.replaceAll("\\{service=\"[a-z-]+\"}", ""));
    }

    @Test
    void aSelectorOfARoleNamesAllItsServices() {
        assertThat(
                        OTHER.selected(
                                "a{service=\"worker-llm\"} b{x=\"y\", service=\"app\"} c{service=~\"|app|worker-llm\"} d{service!=\"\"} e{service!=\"app\"}"))
                .isEqualTo(
                        "a{service=\"chat-7b\"} b{x=\"y\", service=~\"api|gate\\\\.way\"} c{service=~\"|api|gate\\\\.way|chat-7b\"}"
                                + " d{service!=\"\"} e{service!~\"api|gate\\\\.way\"}");
    }

    @Test
    void anAlertAsksForItsOwnServiceAndIsCalledAfterIt() {
        String shipped = """
                      # LLMQueueBuildup speaks of worker-llm.
                      - alert: LLMQueueBuildup
                        expr: service:llm_queue_length:max > 50
                        labels:
                          service: worker-llm
                        annotations:
                          action: Headroom adds a worker-llm replica for the app.
                          runbook_url: https://example.com/runbooks/worker-llm.md#llmqueuebuildup
                """;

        assertThat(OTHER.ofOne(shipped, Role.LLM, "chat-7b")).isEqualTo("""
                      # Chat7bQueueBuildup speaks of chat-7b.
                      - alert: Chat7bQueueBuildup
                        expr: service:llm_queue_length:max{service="chat-7b"} > 50
                        labels:
                          service: chat-7b
                        annotations:
                          action: Headroom adds a chat-7b replica for the api and gate.way.
                          runbook_url: https://example.com/runbooks/worker-llm.md#llmqueuebuildup
                """);
    }

    @Test
    void aDashboardThatIsNoServicesKeepsItsUid() {
        assertThat(OTHER.dashboard("gate.way")).isEqualTo("headroom-gate-way_2");
        assertThat(SAME.dashboard("worker-llm")).isEqualTo("headroom-llm");
    }

    @Test
    void aRuleOfARoleThatNobodyHasGoes() {
        RuleText shipped = RuleText.of("""
                groups:
                  - name: signals
                    rules:
                      - record: a
                        expr: b{service="worker-rl"}

                      - record: c
                        expr: d
                """);

        assertThat(OTHER.common(shipped).toString()).contains("record: c").doesNotContain("record: a");
    }
}
