package dev.headroom.ttltuner.config;

import dev.headroom.fixtures.BadFiles;
import dev.headroom.settings.Environment;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.YamlSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake that a file can hold, one fixture each. */
class BadFilesTest {
    private static final BadFiles MISTAKES = new BadFiles(Path.of("src/test/resources/config/bad"));
    private static final Environment NO_VARIABLES = name -> Optional.empty();

    @ParameterizedTest
    @MethodSource
    void mistakes(String name) throws IOException {
        MISTAKES.refused(name, file -> TunerFile.read(YamlSource.open(file, NO_VARIABLES), Purpose.run(warning -> {})));
    }

    static List<String> mistakes() throws IOException {
        return MISTAKES.names();
    }
}
