package dev.headroom.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "0s, PT0S",
        "500ms, PT0.5S",
        "180s, PT180S",
        "5m, PT5M",
        "1h30m, PT1H30M",
        "90m, PT90M",
        "1d, PT24H",
        "1w, PT168H",
        "1y, PT8760H",
        "1d2h3m4s5ms, PT26H3M4.005S"
    })
    void durations(String text, Duration expected) {
        assertThat(Quantity.duration(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "5", "-5m", "5 m", "5M", "1m1h", "1.5h", "m", "5m ", "999999999s", "five"})
    void noDurations(String text) {
        assertThat(Quantity.duration(text)).isEmpty();
    }

    @Test
    void sizes() {
        assertThat(Quantity.size("25GiB")).contains(25L << 30);
        assertThat(Quantity.size("512MiB")).contains(512L << 20);
        assertThat(Quantity.size("1.5KiB")).contains(1536L);
        assertThat(Quantity.size("2TiB")).contains(2L << 40);
        assertThat(List.of("25", "25GB", "25 GiB", "-1GiB", "0GiB", "GiB"))
                .allMatch(text -> Quantity.size(text).isEmpty());
    }

    @Test
    void percentages() {
        assertThat(Quantity.percent("60%")).contains(0.6);
        assertThat(Quantity.percent("12.5%")).contains(0.125);
        assertThat(Quantity.percent("100%")).contains(1.0);
        assertThat(List.of("60", "0%", "101%", "-1%", "0.6", "%"))
                .allMatch(text -> Quantity.percent(text).isEmpty());
    }

    @Test
    void wholeNumbersAreDecimal() {
        assertThat(Quantity.whole("010")).contains(10);
        assertThat(Quantity.whole("-3")).contains(-3);
        assertThat(List.of("0x10", "1_000", "1e3", "2.0", "9999999999", ""))
                .allMatch(text -> Quantity.whole(text).isEmpty());
    }

    @Test
    void theClosestWordIsSuggestedUnlessItIsFar() {
        List<String> keys = List.of("min_replicas", "max_replicas", "warmup_time");
        assertThat(Closest.to("min-replica", keys)).contains("min_replicas");
        assertThat(Closest.to("WarmupTime", keys)).contains("warmup_time");
        assertThat(Closest.to("colour", keys)).isEmpty();
        assertThat(Closest.to("P4", List.of("P0", "P1"))).isEmpty();
    }
}
