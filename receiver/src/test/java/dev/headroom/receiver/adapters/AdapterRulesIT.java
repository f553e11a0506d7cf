package dev.headroom.receiver.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Each rule of an adapter is tested: without it the adapter's test fails. */
class AdapterRulesIT {
    @TempDir
    private Path folder;

    static List<Adapter> adapters() {
        return Adapter.all();
    }

    @BeforeEach
    void prepare() throws IOException {
        Living.assumeAsked();
        Files.createDirectories(folder.resolve("adapters/tests"));
        try (DirectoryStream<Path> signals =
                Files.newDirectoryStream(Distribution.ROOT.resolve("alert-rules"), "signals*.rules.yml")) {
            for (Path file : signals) {
                Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void withoutARuleItsTestFails(Adapter adapter) {
        assertThat(passes(adapter, adapter.rules())).isTrue();
        int rules = rules(new Yaml().load(adapter.rules())).size();
        for (int i = 0; i < rules; i++) {
            Map<String, Object> file = new Yaml().load(adapter.rules());
            Object gone = rules(file).remove(i);
            assertThat(passes(adapter, new Yaml().dump(file)))
                    .as("%s without its rule %d: %s", adapter.name(), i + 1, gone)
                    .isFalse();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> rules(Map<String, Object> file) {
        return (List<Object>)
                ((List<Map<String, Object>>) file.get("groups")).get(0).get("rules");
    }

    private boolean passes(Adapter adapter, String rules) {
        try {
            Files.writeString(folder.resolve("adapters/" + adapter.name() + ".rules.yml"), rules);
            Path test = folder.resolve("adapters/tests/" + adapter.name() + ".test.yml");
            Files.writeString(test, adapter.test());
            String promtool = Generation.any("promtool").program("promtool");
            return new Command(folder, Duration.ofMinutes(1))
                            .run(promtool, "test", "rules", test.toString())
                            .exit()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
