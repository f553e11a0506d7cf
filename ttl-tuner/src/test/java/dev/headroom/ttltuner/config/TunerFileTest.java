package dev.headroom.ttltuner.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.settings.Purpose;
import dev.headroom.settings.YamlSource;
import dev.headroom.ttltuner.tuning.ModePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerFileTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void theShippedExampleSaysWhatHoldsWithoutAFile() {
        assertThat(TunerFile.read(Path.of("ttl-tuner.yml"), Purpose.LOOK)).isEqualTo(TunerFile.defaults());
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
    void aModeSaysHowTheAppAdmitsKeys(@TempDir Path folder) throws IOException {
        TunerConfig config = read(Files.writeString(
                folder.resolve("t.yml"),
                "modes: {fast: {target: 60%, admit_within: 10m, entry_size: 2KiB}, slow: {target: 60%}}\n"));
        assertThat(config.modes())
                .extracting(TunerConfig.Mode::admitWithin)
                .containsExactly(Duration.ofMinutes(10), Duration.ZERO);
    }

    @Test
    void aModeSaysWhatAHitIsWorth(@TempDir Path folder) throws IOException {
        TunerConfig config = read(Files.writeString(
                folder.resolve("t.yml"),
                "modes: {images: {worth: {miss: 1500ms, gib_hour: 36s}, max_ttl: 1h, entry_size: 50MiB}}\n"));
        ModePolicy images = config.modes().get(0).policy();
        assertThat(images.goal()).isEqualTo(new ModePolicy.Worth(1.5, 0.01 / (1L << 30)));
        assertThat(images.strategy()).isEqualTo(ModePolicy.Strategy.CURVE);
        assertThat(images.bounds()).isEqualTo(new ModePolicy.Bounds(30, 3600));
    }

    @Test
    void secretsComeFromFilesAndVariablesAndAreNotShown(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hush\n");
        Path file = Files.writeString(
                folder.resolve("t.yml"),
                "redis: {url: \"redis://${HOST}:7000/2\", username: tuner, password_file: " + secret
                        + "}\nprometheus: {url: https://p:9090, token_file: " + secret + "}\n");
        TunerConfig config = read(file);
        assertThat(config.redis().url()).hasHost("cache").hasPort(7000);
        assertThat(config.redis().password()).isEqualTo("hush");
        assertThat(config.redis().user()).isEqualTo("tuner");
        assertThat(config.redis()).hasToString("redis://cache:7000/2");
        assertThat(config.source().prometheus().url()).hasHost("p");
        assertThat(config.source().prometheus().access().authorization().now()).contains("Bearer hush");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aPasswordInTheUrlOfRedisIsTakenWithAWarning(@TempDir Path folder) throws IOException {
        TunerConfig config = read(Files.writeString(folder.resolve("t.yml"), "redis: {url: 'redis://u:S3CRET@h'}\n"));
        assertThat(config.redis().user()).isEqualTo("u");
        assertThat(config.redis().password()).isEqualTo("S3CRET");
        assertThat(config.redis()).hasToString("redis://h:6379/0");
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(
                        "t.yml:1:14: redis.url: must hold no user and no password after this release",
                        "found \"redis://***@h\"; write redis: {url: redis://HOST:6379/0, password_file: FILE}");
    }

    private TunerConfig read(Path file) {
        return TunerFile.read(
                YamlSource.open(file, name -> Optional.of("cache")),
                Purpose.run(warning -> warnings.add(warning.toString())));
    }
}
