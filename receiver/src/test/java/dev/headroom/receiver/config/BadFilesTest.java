package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake that a file can hold, one fixture each, with the whole text that the user reads. */
class BadFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/config/bad");
    private static final Environment NO_VARIABLES = name -> Optional.empty();

    @ParameterizedTest
    @MethodSource
    void policies(String name) throws IOException {
        Path file = FOLDER.resolve("policy").resolve(name);
        refuses(file, () -> PolicyFile.read(file, NO_VARIABLES));
    }

    @ParameterizedTest
    @MethodSource
    void configurations(String name) throws IOException {
        Path file = FOLDER.resolve("headroom").resolve(name);
        refuses(file, () -> HeadroomFile.read(YamlSource.open(file, NO_VARIABLES), Map.of()));
    }

    private static void refuses(Path file, Runnable reading) throws IOException {
        ConfigException refused = catchThrowableOfType(ConfigException.class, reading::run);
        assertThat(refused).as("refusal of %s", file).isNotNull();
        String expected = Files.readString(Path.of(file.toString().replace(".yml", ".expected.txt")));
        assertThat(refused.getMessage().replace(file.getParent() + "/", "") + "\n")
                .isEqualTo(expected);
    }

    static List<String> policies() throws IOException {
        return fixtures("policy");
    }

    static List<String> configurations() throws IOException {
        return fixtures("headroom");
    }

    private static List<String> fixtures(String kind) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(kind))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }
}
