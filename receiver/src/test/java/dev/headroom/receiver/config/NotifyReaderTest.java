package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.notify.Form;
import dev.headroom.receiver.notify.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyReaderTest {
    @TempDir
    private Path folder;

    private HeadroomConfig read(String text) throws IOException {
        return HeadroomFile.read(Files.writeString(folder.resolve("headroom.yml"), text));
    }

    @Test
    void nobodyIsToldWhereNothingIsSaid() throws IOException {
        assertThat(read("listen: 127.0.0.1:0\n").notices()).isNull();
    }

    @Test
    void theAddressAloneIsEnough() throws IOException {
        HeadroomConfig.Notify told = read("notify: {url_file: secrets/hook}\n").notices();
        assertThat(told.address().file()).isEqualTo(Path.of("secrets/hook"));
        assertThat(told.terms().form()).isEqualTo(Form.JSON);
        assertThat(told.terms().about()).containsExactlyInAnyOrder(Kind.values());
        assertThat(told.terms().every()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void allOfItIsRead() throws IOException {
        HeadroomConfig.Notify told =
                read("notify: {url_file: f, form: slack, about: [failed, other_hand], every: 1m}\n")
                        .notices();
        assertThat(told.terms().form()).isEqualTo(Form.SLACK);
        assertThat(told.terms().about()).isEqualTo(Set.of(Kind.FAILED, Kind.OTHER_HAND));
        assertThat(told.terms().every()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void everyMistakeIsTold() {
        assertThatThrownBy(() -> read("notify: {form: pager, about: [sleep], every: 0s}\n"))
                .hasMessageContaining("notify.form: must be one of")
                .hasMessageContaining("notify.about[0]: must be one of")
                .hasMessageContaining("notify.every: must be a duration from 1s to 1h")
                .hasMessageContaining("notify.url_file: is required");
    }
}
