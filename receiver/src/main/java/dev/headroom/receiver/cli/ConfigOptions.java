package dev.headroom.receiver.cli;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.Origin;
import dev.headroom.settings.Purpose;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which {@code headroom.yml} a command reads: the one named, else the one here, else the defaults. */
final class ConfigOptions {

    private static final Path HERE = Path.of("headroom.yml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration; default ./headroom.yml if there is one.")
    private @Nullable Path file;

    /** To know what it says. */
    HeadroomConfig read() {
        return origin(Map.of(), false).config(Purpose.LOOK);
    }

    Origin origin(Map<String, String> options, boolean frozen) {
        return new Origin(file == null ? HERE : file, file != null, options, frozen);
    }
}
