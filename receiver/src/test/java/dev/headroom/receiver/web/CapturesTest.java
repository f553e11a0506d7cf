package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that a real Alertmanager sent, byte for byte; that of 0.35 is shortened, Grafana's is made after its documentation. */
class CapturesTest {

    static byte[] capture(String name) throws IOException {
        try (InputStream in = CapturesTest.class.getResourceAsStream("/captures/" + name + ".json")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dup_unclustered_am1, 1, 0",
        "dup_unclustered_am2, 1, 0",
        "prom_gpu_firing, 1, 0",
        "prom_gpu_resolved, 0, 1",
        "prom_group3_firing_unicode, 3, 0",
        "prom_group_last_resolved, 0, 2",
        "prom_repeat_same_group, 1, 0",
        "prom_single_firing, 1, 0",
        "prom_single_resolved, 0, 1",
        "syn_200_alerts_firing, 200, 0",
        "syn_200_alerts_resolved, 0, 200",
        "syn_basic_auth, 1, 0",
        "syn_bearer_file, 1, 0",
        "syn_group4_firing, 4, 0",
        "syn_group_all_resolved, 0, 3",
        "syn_max_alerts2_firing, 2, 0",
        "syn_two_services_one_group, 2, 0",
        "syn_two_services_resolved, 0, 2",
        "alertmanager35_firing, 1, 0",
        "grafana_firing, 2, 1",
    })
    void isAcceptedAndUnderstood(String name, int firing, int resolved) throws IOException {
        byte[] body = capture(name);
        try (Site site = new Site(Tokens.open(), "")) {
            assertThat(site.post(body).status()).isEqualTo(200);

            assertThat(site.alerts()).filteredOn(AlertState::firing).hasSize(firing);
            assertThat(site.alerts()).hasSize(firing + resolved);
            assertThat(site.refusals).isEmpty();
            assertThat(labelsByFingerprint(site)).isEqualTo(labelsByFingerprint(body));
        }
    }

    @Test
    void theSameNotificationFromTwoAlertmanagersIsOneAlert() throws IOException {
        try (Site site = new Site(Tokens.open(), "")) {
            site.post(capture("dup_unclustered_am1"));
            site.post(capture("dup_unclustered_am2"));

            assertThat(site.alerts()).hasSize(1);
            assertThat(site.heartbeats).hasSize(2);
            assertThat(site.nudges).hasValue(2);
        }
    }

    @Test
    void aResolveEndsWhatFired() throws IOException {
        try (Site site = new Site(Tokens.open(), "")) {
            site.post(capture("syn_200_alerts_firing"));
            site.post(capture("syn_200_alerts_resolved"));

            assertThat(site.alerts()).hasSize(200).noneMatch(AlertState::firing);
        }
    }

    private static Map<String, Map<String, String>> labelsByFingerprint(Site site) {
        return site.alerts().stream()
                .collect(Collectors.toMap(
                        state -> state.alert().fingerprint().value(),
                        state -> state.alert().labels()));
    }

    private static Map<String, Map<String, String>> labelsByFingerprint(byte[] body) throws IOException {
        Map<String, Map<String, String>> expected = new TreeMap<>();
        for (JsonNode alert : new ObjectMapper().readTree(body).get("alerts")) {
            Map<String, String> labels = new TreeMap<>();
            alert.get("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            expected.put(alert.get("fingerprint").asText(), labels);
        }
        return expected;
    }
}
