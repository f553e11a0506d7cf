package dev.headroom.ttltuner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake that a file can hold, with the whole text that the user reads. */
class BadFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/config/bad");

    @ParameterizedTest
    @MethodSource
    void mistakes(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> TunerFile.read(YamlSource.open(file, any -> Optional.empty())));
        assertThat(refused).as("refusal of %s", file).isNotNull();
        String expected = Files.readString(Path.of(file.toString().replace(".yml", ".expected.txt")));
        assertThat(refused.getMessage().replace(FOLDER + "/", "") + "\n").isEqualTo(expected);
    }

    static List<String> mistakes() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }
}
