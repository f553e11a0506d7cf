package dev.headroom.receiver.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What somebody edits for a pull request, by a file of src/test/resources/pull-requests.
 *
 * @param says what the linter's comparison tells of it
 */
record Edits(String says, List<Edit> all) {

    /**
     * In one file: either {@code with} in the place of {@code of}, which must be there, or {@code add} at the end of the file,
     * which may be new.
     */
    record Edit(String file, Map<String, Object> keys) {
        void makeIn(Path root) throws IOException {
            Path path = root.resolve(file);
            String text = Files.exists(path) ? Files.readString(path) : "";
            Files.writeString(path, keys.containsKey("add") ? text + get("add") : replaced(text));
        }

        private String replaced(String text) {
            assertThat(text.split(Pattern.quote(get("of")), -1))
                    .as("%s holds this once: %s", file, get("of"))
                    .hasSizeBetween(2, keys.containsKey("all") ? Integer.MAX_VALUE : 2);
            return text.replace(get("of"), get("with"));
        }

        private String get(String key) {
            return String.valueOf(keys.get(key));
        }
    }

    static Edits of(String name) throws IOException {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        try (Reader reader = Files.newBufferedReader(Path.of("src/test/resources/pull-requests", name + ".yml"))) {
            List<Map<String, Object>> entries = yaml.load(reader);
            String says = String.valueOf(entries.get(0).get("says"));
            return new Edits(
                    says,
                    entries.stream()
                            .skip(1)
                            .map(keys -> new Edit(String.valueOf(keys.get("file")), keys))
                            .toList());
        }
    }

    Edits where(Predicate<String> file) {
        return new Edits(
                says, all.stream().filter(edit -> file.test(edit.file())).toList());
    }

    void makeIn(Path root) throws IOException {
        for (Edit edit : all) {
            edit.makeIn(root);
        }
    }

    List<String> files() {
        return all.stream().map(Edit::file).distinct().toList();
    }
}
