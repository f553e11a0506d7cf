package dev.headroom.settings;

import dev.headroom.fixtures.BadFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake that a file of any program can hold, one fixture each. */
class MistakesTest {
    private static final BadFiles MISTAKES = new BadFiles(Path.of("src/test/resources/bad"));
    private static final Environment NO_VARIABLES = name -> Optional.empty();

    @ParameterizedTest
    @MethodSource
    void mistakes(String name) throws IOException {
        MISTAKES.refused(name, file -> Kiosk.read(YamlSource.open(file, NO_VARIABLES)));
    }

    static List<String> mistakes() throws IOException {
        return MISTAKES.names();
    }
}
