package dev.headroom.receiver.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/metrics.md names exactly the metrics that the two programs register. */
class MetricTableTest {
    private static final Pattern NAME = Pattern.compile("\"(headroom_[a-z_]+)\"");

    @ParameterizedTest
    @CsvSource({
        "Headroom, receiver/src/main/java/dev/headroom/receiver/metrics",
        "the TTL tuner, ttl-tuner/src/main/java/dev/headroom/ttltuner/metrics"
    })
    void theDocumentNamesWhatTheProgramRegisters(String exporter, String sources) throws IOException {
        assertThat(MetricTable.rows().stream()
                        .filter(row -> row.exporter().equals(exporter))
                        .map(MetricTable::name))
                .containsExactlyInAnyOrderElementsOf(registered(Distribution.ROOT.resolve(sources)));
    }

    private static Set<String> registered(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> NAME.matcher(text(file)).results())
                    .map(name -> name.group(1))
                    .collect(Collectors.toSet());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
