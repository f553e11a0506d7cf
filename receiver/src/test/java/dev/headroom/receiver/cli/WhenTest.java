package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class WhenTest {
    /** 13:00 in Seoul. */
    private static final Instant NOW = Instant.parse("2026-11-24T04:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "12:00, 2026-11-24T03:00:00Z",
        "12:00:05, 2026-11-24T03:00:05Z",
        "14:00, 2026-11-23T05:00:00Z",
        "2026-11-20 09:30, 2026-11-20T00:30:00Z",
        "2026-11-20T09:30:10, 2026-11-20T00:30:10Z",
        "2026-11-20T09:30:10Z, 2026-11-20T09:30:10Z",
        "2026-11-20T09:30:10+02:00, 2026-11-20T07:30:10Z",
    })
    void isReadAsPeopleWriteIt(String text, Instant meant) {
        assertThat(new When.Reader().convert(text).in(ZoneId.of("Asia/Seoul"), NOW))
                .isEqualTo(meant);
    }

    @Test
    void whatIsNoTimeIsToldWithOneThatIs() {
        assertThatThrownBy(() -> new When.Reader().convert("noon"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("must be a time like 14:07, \"2026-01-31 14:07\" or 2026-01-31T14:07:10Z, found \"noon\"");
    }
}
