package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was meant, not what is written alike. */
class TimeZonesTest {
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Seoul", "+09:00", "${ZONE}"})
    void nothingIsLookedForWhereItIsAZoneOrAVariable(String written) {
        assertThat(TimeZones.isNone(written)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EST | did you mean America/New_York?
            edt | did you mean America/New_York?
            PST | did you mean America/Los_Angeles?
            BST | did you mean Europe/London?
            KST | did you mean Asia/Seoul?
            CEST | did you mean Europe/Berlin?
            CST | did you mean America/Chicago or Asia/Shanghai?
            HST | did you mean Pacific/Honolulu?
            Asia/Soul | did you mean Asia/Seoul?
            europe/berln | did you mean Europe/Berlin?
            Seoul | did you mean Asia/Seoul?
            New York | did you mean America/New_York?
            Mars | write it like UTC or Asia/Seoul
            """)
    void isSuggestedByMeaning(String written, String remedy) {
        assertThat(TimeZones.isNone(written)).isTrue();
        assertThat(TimeZones.remedy(written)).isEqualTo(remedy);
    }
}
