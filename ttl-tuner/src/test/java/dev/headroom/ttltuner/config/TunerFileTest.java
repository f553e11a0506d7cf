package dev.headroom.ttltuner.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.settings.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerFileTest {
    @Test
    void theShippedExampleSaysWhatHoldsWithoutAFile() {
        assertThat(TunerFile.read(Path.of("ttl-tuner.yml"))).isEqualTo(TunerFile.defaults());
    }

    @Test
    void withoutAFileTheSpecifiedModesAreKept() {
        TunerConfig config = TunerFile.defaults();
        assertThat(config.modes())
                .extracting(mode -> mode.policy().mode())
                .containsExactly("fast", "balanced", "creative");
        assertThat(config.modes())
                .extracting(mode -> mode.policy().bounds().most())
                .containsExactly(600, 1200, 1800);
        assertThat(config.timing().decide()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.source().prometheus()).isNull();
    }

    @Test
    void secretsComeFromFilesAndVariablesAndAreNotShown(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hush\n");
        Path file = Files.writeString(
                folder.resolve("t.yml"),
                "redis: {url: \"redis://${HOST}:7000/2\", password_file: " + secret
                        + "}\nprometheus: {url: http://p:9090}\n");
        TunerConfig config = TunerFile.read(YamlSource.open(file, name -> Optional.of("cache")));
        assertThat(config.redis().url()).hasHost("cache").hasPort(7000);
        assertThat(config.redis().password()).isEqualTo("hush");
        assertThat(config.redis()).hasToString("redis://cache:7000");
        assertThat(config.source().prometheus()).hasHost("p");
    }
}
