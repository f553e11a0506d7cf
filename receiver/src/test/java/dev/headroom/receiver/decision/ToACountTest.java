package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static dev.headroom.receiver.decision.Timeline.scaled;

import dev.headroom.receiver.alert.Alert;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Triggers whose alerts name the count that they want. */
class ToACountTest {

    @Test
    void anAlertMayNameTheCount() {
        day().at("10:00")
                .firing(wants("6"))
                .then(scaled("app", 2, 6))
                .at("10:04:59")
                .firing(wants("4"))
                .holds("app", Reason.COOLDOWN, "10:05")
                .at("10:05")
                .then(scaled("app", 6, 4))
                .at("10:20")
                .holds("app", Reason.STEADY, null);
    }

    @Test
    void theCountIsKeptWithinTheLimits() {
        day().replicas("app", 5)
                .at("10:00")
                .firing(wants("999999"))
                .then(scaled("app", 5, 10))
                .at("10:10")
                .firing(wants("0"))
                .then(scaled("app", 10, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "3.5", "-4", "+4", "1e1", "0x5", "4 ", "٤", "1000000", "99999999999", "four"})
    void anythingButAWholeNumberIsRefused(String text) {
        day().replicas("app", 5).at("10:00").firing(wants(text)).holds("app", Reason.STEADY, null);
    }

    @Test
    void aMissingCountIsRefused() {
        Alert alert = SpecPolicy.alert("AppWants", Map.of("service", "app", "trigger", "cpu", "scale", "to"), Map.of());
        day().at("10:00").firing(alert).holds("app", Reason.STEADY, null);
    }

    @Test
    void anUpOnlyTriggerNamesNoLowerCount() {
        Alert fewer = SpecPolicy.alert(
                "AppWants", Map.of("service", "app", "trigger", "error_rate", "scale", "to"), Map.of("replicas", "3"));
        day().replicas("app", 5).at("10:00").firing(fewer).holds("app", Reason.STEADY, null);
    }

    private Alert wants(String replicas) {
        return SpecPolicy.alert(
                "AppWants", Map.of("service", "app", "trigger", "cpu", "scale", "to"), Map.of("replicas", replicas));
    }
}
