package dev.headroom.receiver.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users with passwords, beside bearer tokens. */
class UsersTest {

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-24T04:00:00Z");

    private Path file(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aUserWithTheRightPasswordIsLetIn() throws IOException {
        Path users = file("users", "# ours\nana:s3cret: with colon\nalertmanager:pässword\n", "rw-------");
        Tokens tokens = Tokens.of(null, users, () -> now);
        assertThat(tokens.admits(basic("ana:s3cret: with colon"))).isTrue();
        assertThat(tokens.admits(basic("alertmanager:pässword"))).isTrue();
        assertThat(tokens.admits(basic("ana:pässword"))).isFalse();
        assertThat(tokens.admits(basic("ana"))).isFalse();
        assertThat(tokens.admits(basic(""))).isFalse();
        assertThat(tokens.admits("Basic %%%")).isFalse();
        assertThat(tokens.admits("Bearer ana:s3cret: with colon")).isFalse();
        assertThat(tokens.admits(null)).isFalse();
    }

    @Test
    void theMarkThatSomeEditorsPutFirstBelongsToNoUser() throws IOException {
        Tokens tokens = Tokens.of(null, file("users", "\uFEFFana:s3cret\n", "rw-------"), () -> now);
        assertThat(tokens.admits(basic("ana:s3cret"))).isTrue();
    }

    @Test
    void withBothFilesEitherIsEnough() throws IOException {
        Path bearer = file("tokens", "sesame\n", "rw-------");
        Tokens tokens = Tokens.of(bearer, file("users", "ana:s3cret\n", "rw-r-----"), () -> now);
        assertThat(tokens.admits("Bearer sesame")).isTrue();
        assertThat(tokens.admits(basic("ana:s3cret"))).isTrue();
        assertThat(tokens.admits(basic("sesame"))).isFalse();
        assertThat(tokens.admits("Bearer ana:s3cret")).isFalse();
    }

    @Test
    void aChangedFileIsReadAgainAndABadOneIsNot() throws IOException {
        Path users = file("users", "ana:old\n", "rw-------");
        Tokens tokens = Tokens.of(null, users, () -> now);
        Files.writeString(users, "ana:brand-new\n");
        now = now.plusSeconds(2);
        assertThat(tokens.admits(basic("ana:brand-new"))).isTrue();
        assertThat(tokens.admits(basic("ana:old"))).isFalse();
        Files.writeString(users, "nonsense");
        now = now.plusSeconds(2);
        assertThat(tokens.admits(basic("ana:brand-new"))).isTrue();
    }

    @Test
    void aFileThatEverybodyMayReadIsRefused() throws IOException {
        Path users = file("users", "ana:s3cret\n", "rw-r--r--");
        assertThatThrownBy(() -> Tokens.of(null, users, () -> now))
                .isInstanceOf(TokenFileException.class)
                .hasMessageContainingAll("basic_auth_file " + users, "every user of this machine", "chmod o-rwx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nobody\n", "ana\n", ":s3cret\n", "ana:\n"})
    void aFileWithoutUsersIsRefused(String content) throws IOException {
        Path users = file("users", content, "rw-------");
        assertThatThrownBy(() -> Tokens.of(null, users, () -> now))
                .isInstanceOf(TokenFileException.class)
                .hasMessageContaining("user:password")
                .hasMessageNotContaining("s3cret");
    }
}
