package dev.headroom.ttltuner.cli;

import dev.headroom.settings.Purpose;
import dev.headroom.ttltuner.config.TunerConfig;
import dev.headroom.ttltuner.config.TunerFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which {@code ttl-tuner.yml} a command reads: the one named, else the one here, else the defaults. */
final class ConfigOptions {
    private static final Path HERE = Path.of("ttl-tuner.yml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration; default ./ttl-tuner.yml if there is one.")
    private @Nullable Path file;

    TunerConfig read(Purpose purpose) {
        if (file != null) {
            return TunerFile.read(file, purpose);
        }
        return Files.exists(HERE) ? TunerFile.read(HERE, purpose) : TunerFile.defaults();
    }
}
