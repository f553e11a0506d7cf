package dev.headroom.receiver.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T04:00:00Z");
    private static final String START = "2026-11-24T03:24:57.009Z";
    private static final String PRINT = "cdd397696b410d08";
    private static final Pairs NONE = Pairs.of(null);

    private static Refusal refusal(String fingerprint, Map<String, String> labels, String startsAt) {
        Intake.Raw raw = new Intake.Raw(fingerprint, Pairs.of(labels), NONE, startsAt);
        return catchThrowableOfType(RefusedAlertException.class, () -> new Intake(NOW).take(raw))
                .refusal();
    }

    @Test
    void aGoodAlertIsTakenAsItIs() throws RefusedAlertException {
        Alert alert = new Intake(NOW).take(new Intake.Raw(PRINT, Pairs.of(Map.of("alertname", "🚀")), NONE, START));

        assertThat(alert)
                .isEqualTo(
                        new Alert(new Fingerprint(PRINT), Map.of("alertname", "🚀"), Map.of(), Instant.parse(START)));
    }

    @Test
    void alertsOfOneBodyKeepTheirOwnStarts() throws RefusedAlertException {
        Intake intake = new Intake(NOW);
        for (String start : List.of(START, START, "2026-11-24T03:00:00Z", START)) {
            assertThat(intake.take(new Intake.Raw(PRINT, NONE, NONE, start)).startsAt())
                    .isEqualTo(Instant.parse(start));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DatasourceNoData", "DatasourceError"})
    void noDataIsNoReasonToScale(String name) throws RefusedAlertException {
        assertThat(refusal(PRINT, Map.of("alertname", name, "service", "app", "scale", "down"), START))
                .isEqualTo(Refusal.NO_DATA);
        Intake.Raw gate = new Intake.Raw(PRINT, Pairs.of(Map.of("alertname", name, "gate", "vram")), NONE, START);
        assertThat(new Intake(NOW).take(gate).labels()).containsEntry("gate", "vram");
    }

    @Test
    void timesMayHaveAnOffset() {
        assertThat(Intake.time("2026-11-24T12:24:57.009+09:00")).isEqualTo(Instant.parse(START));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "now", "2026-11-24", "0001-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z"})
    void aStartThatIsNoneIsRefused(String startsAt) {
        assertThat(refusal(PRINT, Map.of(), startsAt)).isEqualTo(Refusal.BAD_START);
    }

    @Test
    void aStartTwoDaysAheadIsTakenAndALaterOneIsNot() throws RefusedAlertException {
        assertThat(new Intake(NOW)
                        .take(new Intake.Raw(PRINT, NONE, NONE, "2026-11-26T04:00:00Z"))
                        .startsAt())
                .isEqualTo(NOW.plus(Intake.MAX_AHEAD));
        assertThat(refusal(PRINT, Map.of(), "2026-11-26T04:00:00.001Z")).isEqualTo(Refusal.FROM_THE_FUTURE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "cdd397696b410d0", "CDD397696B410D08", "cdd397696b410d08a", "../../../../../.."})
    void aFingerprintOfAnotherFormIsRefused(String fingerprint) {
        assertThat(refusal(fingerprint, Map.of(), START)).isEqualTo(Refusal.BAD_FINGERPRINT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\ud83d", "\ud83da", "\ude80a"})
    void textThatCannotBeStoredIsRefusedInNamesAndValues(String text) {
        assertThat(refusal(PRINT, Map.of("a", text), START)).isEqualTo(Refusal.BAD_TEXT);
        assertThat(refusal(PRINT, Map.of(text, "a"), START)).isEqualTo(Refusal.BAD_TEXT);
        assertThat(refusal(PRINT, Collections.singletonMap("a", null), START)).isEqualTo(Refusal.BAD_TEXT);
    }

    @Test
    void moreThanTheMostLabelsAreRefused() throws RefusedAlertException {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < Pairs.MAX; i++) {
            labels.put("l" + i, "v");
        }
        assertThat(new Intake(NOW)
                        .take(new Intake.Raw(PRINT, Pairs.of(labels), NONE, START))
                        .labels())
                .hasSize(Pairs.MAX);
        labels.put("one_more", "v");
        assertThat(refusal(PRINT, labels, START)).isEqualTo(Refusal.TOO_MANY_LABELS);
    }
}
