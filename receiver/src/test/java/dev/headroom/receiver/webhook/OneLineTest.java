package dev.headroom.receiver.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void controlAndFormatCharactersAreEscaped() {
        assertThat(OneLine.of("a\r\n\tb\u001b[2J\u0000\u0085\u2028\u202e"))
                .isEqualTo("a\\u000d\\u000a\\u0009b\\u001b[2J\\u0000\\u0085\\u2028\\u202e");
    }

    @Test
    void otherTextStaysAsItIs() {
        assertThat(OneLine.of("«naïve» – 50 % 🚀 \\")).isEqualTo("«naïve» – 50 % 🚀 \\");
    }

    @Test
    void longTextIsCut() {
        assertThat(OneLine.of("x".repeat(100_000))).isEqualTo("x".repeat(200) + "...");
    }
}
