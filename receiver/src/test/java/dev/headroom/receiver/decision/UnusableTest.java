package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.Unusable.Kind;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an alert asks for is understood, or refused with what to change; it is never taken for something else. */
class UnusableTest {

    @ParameterizedTest
    @CsvSource({
        "service, nobody, UNKNOWN_SERVICE, 'its label service is \"nobody\"; the policy has app, worker-llm, worker-rl'",
        "service, worker-llm, UNKNOWN_TRIGGER, 'its label trigger is \"cpu\"; worker-llm has '",
        "trigger, cpus, UNKNOWN_TRIGGER, 'its label trigger is \"cpus\"; app has '",
        "scale, UP, BAD_SCALE, 'its label scale is \"UP\"; write up, down or to'",
        "priority, critical, BAD_PRIORITY, 'its label priority is \"critical\"; write one of [P0, P1, P2, P3], or leave it out'",
        "priority, '', BAD_PRIORITY, 'its label priority is \"\"'"
    })
    void aLabelThatIsNotUnderstoodIsToldAndNothingFollowsFromIt(String label, String value, Kind kind, String why) {
        Map<String, String> labels =
                new HashMap<>(Map.of("service", "app", "trigger", "cpu", "scale", "up", "priority", "P1"));
        assertThat(unusable(labels, Map.of())).isNull();

        labels.put(label, value);
        Unusable refused = unusable(labels, Map.of());
        assertThat(refused).isNotNull();
        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused.why()).startsWith(why);
        day().replicas("app", 3)
                .at("10:00")
                .firing(SpecPolicy.alert("Pressure", labels, Map.of()))
                .holds("app", Reason.STEADY, null)
                .holds("worker-llm", Reason.STEADY, null);
    }

    @Test
    void anUpWithoutAKnownPriorityKeepsTheCountAllTheSame() {
        Map<String, String> up = Map.of("service", "app", "trigger", "cpu", "scale", "up", "priority", "critical");
        Map<String, String> down = Map.of("service", "app", "trigger", "memory", "scale", "down", "priority", "P2");
        day().replicas("app", 3)
                .at("10:00")
                .firing(SpecPolicy.alert("Pressure", up, Map.of()))
                .firing(SpecPolicy.alert("Idle", down, Map.of()))
                .thenNothing();
    }

    @Test
    void aCountThatIsNoWholeNumberIsTold() {
        Map<String, String> labels = Map.of("service", "app", "trigger", "cpu", "scale", "to");
        assertThat(unusable(labels, Map.of("replicas", "4"))).isNull();
        assertThat(unusable(labels, Map.of("replicas", "4.0")))
                .isEqualTo(new Unusable(
                        Kind.BAD_REPLICAS,
                        "its annotation replicas is \"4.0\"; write a whole number, as with printf \"%.0f\""));
    }

    @Test
    void ofALongValueNoMoreIsToldThanFitsIntoALine() {
        Unusable refused = unusable(Map.of("service", "app", "trigger", "🚀".repeat(5_000), "scale", "up"), Map.of());
        assertThat(refused).isNotNull();
        assertThat(refused.why()).startsWith("its label trigger is \"" + "🚀".repeat(80) + "...\"; app has ");
    }

    @Test
    void aDownOfATriggerThatOnlyGoesUpIsTold() {
        Unusable refused = unusable(Map.of("service", "app", "trigger", "error_rate", "scale", "down"), Map.of());
        assertThat(refused).isNotNull();
        assertThat(refused.kind()).isEqualTo(Kind.UP_ONLY);
    }

    @Test
    void whatAsksForNoScalingIsNoneOfOurs() {
        assertThat(unusable(Map.of("service", "cache", "priority", "critical"), Map.of()))
                .isNull();
    }

    private static Unusable unusable(Map<String, String> labels, Map<String, String> annotations) {
        Alert alert = SpecPolicy.alert("Pressure", labels, annotations);
        return Unusable.of(alert, SpecPolicy.triggersOnly()).orElse(null);
    }
}
