package dev.headroom.ttltuner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @ParameterizedTest
    @CsvSource({"30s, PT30S", "2m, PT2M", "30, PT30S", "0, PT0S"})
    void howLongToWatchIsADuration(String written, Duration meant) {
        assertThat(new OnceCommand.Watching().convert(written)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9096", "127.0.0.1:9096", "ftp://127.0.0.1", "http:", ""})
    void whereTheTunerIsMustBeAUrl(String written) {
        assertThatThrownBy(() -> StatusCommand.named(written))
                .hasMessageContaining("write it like http://127.0.0.1:9096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "soon", "3d", ""})
    void whatIsNoneIsRefused(String written) {
        assertThatThrownBy(() -> new OnceCommand.Watching().convert(written)).hasMessageContaining("write it like 30s");
    }
}
