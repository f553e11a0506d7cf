package dev.headroom.receiver.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    @TempDir
    Path folder;

    private Path file;
    private Instant now = Instant.parse("2026-11-24T04:00:00Z");

    @BeforeEach
    void name() {
        file = folder.resolve("token");
    }

    private Tokens tokens(String content) throws IOException {
        Files.writeString(file, content);
        return Tokens.from(file, () -> now);
    }

    private void rewrite(String content) throws IOException {
        Files.writeString(file, content);
    }

    private void later(Duration passed) {
        now = now.plus(passed);
    }

    @Test
    void eitherOfTwoTokensIsAdmitted() throws IOException {
        Tokens tokens = tokens("# old, until Friday\n first-token \n\nsecond-token\n");

        assertThat(tokens.admits("Bearer first-token")).isTrue();
        assertThat(tokens.admits("bearer second-token")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer first-toke",
                "Bearer first-token2",
                "first-token",
                "Basic first-token",
                "Bearer # old",
                "Bearer FIRST-TOKEN",
                "Bearer first-token, Bearer second-token"
            })
    void nothingElseIsAdmitted(String header) throws IOException {
        assertThat(tokens("# old\nfirst-token\nsecond-token\n").admits(header)).isFalse();
    }

    @Test
    void theMarkThatSomeEditorsPutFirstBelongsToNoToken() throws IOException {
        Tokens tokens = tokens("\uFEFFfirst-token\n");
        assertThat(tokens.admits("Bearer first-token")).isTrue();
    }

    @Test
    void noHeaderIsNotAdmitted() throws IOException {
        assertThat(tokens("first-token").admits(null)).isFalse();
    }

    @Test
    void withoutAFileAllAreAdmitted() {
        assertThat(Tokens.open().admits(null)).isTrue();
    }

    @Test
    void aRotationTakesEffectAfterASecondAtMost() throws IOException {
        Tokens tokens = tokens("old-token\n");

        rewrite("old-token\nnew-token\n");
        later(Duration.ofSeconds(1));
        assertThat(tokens.admits("Bearer new-token")).isTrue();
        assertThat(tokens.admits("Bearer old-token")).isTrue();

        rewrite("new-token\n");
        later(Duration.ofSeconds(1));
        assertThat(tokens.admits("Bearer old-token")).isFalse();
        assertThat(tokens.admits("Bearer new-token")).isTrue();
    }

    @Test
    void theFileIsLookedAtOnceASecondAtMost() throws IOException {
        Tokens tokens = tokens("old-token\n");

        rewrite("a-new-token\n");
        later(Duration.ofMillis(999));
        assertThat(tokens.admits("Bearer a-new-token")).isFalse();

        later(Duration.ofMillis(1));
        assertThat(tokens.admits("Bearer a-new-token")).isTrue();
    }

    @Test
    void aClockThatWasSetBackDoesNotStopTheRotation() throws IOException {
        Tokens tokens = tokens("old-token\n");

        rewrite("a-new-token\n");
        later(Duration.ofHours(-1));

        assertThat(tokens.admits("Bearer a-new-token")).isTrue();
    }

    @Test
    void theLastTokensStayWhenTheFileIsDeletedOrEmptied() throws IOException {
        Tokens tokens = tokens("old-token\n");

        Files.delete(file);
        later(Duration.ofSeconds(2));
        assertThat(tokens.admits("Bearer old-token")).isTrue();

        rewrite("\n");
        later(Duration.ofSeconds(2));
        assertThat(tokens.admits("Bearer old-token")).isTrue();
        assertThat(tokens.admits("Bearer ")).isFalse();

        rewrite("new-token\n");
        later(Duration.ofSeconds(2));
        assertThat(tokens.admits("Bearer old-token")).isFalse();
        assertThat(tokens.admits("Bearer new-token")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|holds 0 tokens, not one or two; write one token on a line of its own",
                "'# only\n\n'|holds 0 tokens, not one or two; write one token on a line of its own",
                "'a\nb\nc'|holds 3 tokens, not one or two; write one token on a line of its own",
                "'two words'|holds a token with a character that no header can carry; use printable ASCII, no spaces",
                "'schlüssel'|holds a token with a character that no header can carry; use printable ASCII, no spaces"
            })
    void aFileWithoutAUsableTokenIsToldAtTheStart(String content, String message) {
        assertThatThrownBy(() -> tokens(content))
                .isInstanceOf(TokenFileException.class)
                .hasMessage("token_file " + file + " " + message);
    }

    @Test
    void aMissingFileIsToldAtTheStart() {
        assertThatThrownBy(() -> Tokens.from(file, () -> now))
                .isInstanceOf(TokenFileException.class)
                .hasMessageStartingWith("token_file " + file + " cannot be read as text; check that it exists");
    }
}
