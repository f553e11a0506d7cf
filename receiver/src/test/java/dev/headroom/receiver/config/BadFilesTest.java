package dev.headroom.receiver.config;

import dev.headroom.fixtures.BadFiles;
import dev.headroom.settings.Environment;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.YamlSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake that a file can hold, one fixture each. */
class BadFilesTest {
    private static final BadFiles POLICIES = new BadFiles(Path.of("src/test/resources/config/bad/policy"));
    private static final BadFiles CONFIGURATIONS = new BadFiles(Path.of("src/test/resources/config/bad/headroom"));
    private static final Environment NO_VARIABLES = name -> Optional.empty();

    @ParameterizedTest
    @MethodSource
    void policies(String name) throws IOException {
        POLICIES.refused(name, file -> PolicyFile.read(file, NO_VARIABLES));
    }

    static List<String> policies() throws IOException {
        return POLICIES.names();
    }

    @ParameterizedTest
    @MethodSource
    void configurations(String name) throws IOException {
        CONFIGURATIONS.refused(
                name,
                file -> HeadroomFile.read(YamlSource.open(file, NO_VARIABLES), Map.of(), Purpose.run(warning -> {})));
    }

    static List<String> configurations() throws IOException {
        return CONFIGURATIONS.names();
    }
}
