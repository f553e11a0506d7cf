package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a line a text takes: a reason may be in any script. */
class ColourTest {

    @ParameterizedTest
    @CsvSource({"app, 3", "a\u001b[31mpp\u001b[0m, 3", "배포 중, 7", "デプロイ, 8", "発売, 4", "e\u0301te\u0301, 3", "'', 0"})
    void aTextIsAsWideAsATerminalShowsIt(String text, int columns) {
        assertThat(Colour.width(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"maintenance, 6, maint~", "배포 중입니다, 6, 배포 ~", "배포 중입니다, 8, 배포 중~", "발매, 4, 발매", "a\uD83D\uDE80b, 2, a~"
    })
    void whatDoesNotFitIsCutBetweenItsLetters(String text, int columns, String cut) {
        assertThat(Colour.cut(text, columns)).isEqualTo(cut);
        assertThat(Colour.width(cut)).isLessThanOrEqualTo(columns);
    }
}
