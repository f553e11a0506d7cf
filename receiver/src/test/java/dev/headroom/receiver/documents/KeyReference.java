package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * The keys of a kind of settings file, found by asking its reader, with what the document says of each.
 *
 * @param meanings a file of them, by section and key
 * @param asking by section, a file with a key in it that nobody knows: {@link #UNKNOWN}
 * @param reader refuses with every problem
 */
record KeyReference(Path meanings, Map<String, String> asking, Path folder, Consumer<Path> reader) {
    static final String UNKNOWN = "zzzzzzzzzz";

    /** By section and key. */
    Map<String, Map<String, String>> meaning() {
        try {
            return new Yaml().load(Files.readString(meanings));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Set<String> known(String section) {
        return problems(asking.get(section)).stream()
                .filter(problem -> problem.found().contains(UNKNOWN))
                .map(problem -> problem.remedy().replace("the keys here are ", ""))
                .flatMap(keys -> List.of(keys.split(", ")).stream())
                .collect(Collectors.toSet());
    }

    /** The file of the meanings has each key that the reader knows there, and no other. */
    void mustExplain(String section) {
        assertThat(meaning().get(section).keySet())
                .as("the keys of \"%s\" in %s, and those that the program knows", section, meanings)
                .containsExactlyInAnyOrderElementsOf(known(section));
    }

    Set<String> required(String section) {
        return problems(asking.get(section)).stream()
                .filter(problem -> problem.rule().equals("is required"))
                .map(problem -> problem.key().replaceFirst(".*\\.", ""))
                .collect(Collectors.toSet());
    }

    /** A table for each section. */
    String tables(Map<String, String> defaults) {
        List<String> lines = new ArrayList<>();
        for (String section : asking.keySet()) {
            Set<String> required = required(section);
            lines.add("\n### " + section + "\n\n| key | default | meaning |\n|---|---|---|");
            meaning()
                    .get(section)
                    .forEach((key, meaning) -> lines.add("| `" + key + "` | "
                            + (required.contains(key) ? "required" : defaults.getOrDefault(section + "." + key, "none"))
                            + " | " + meaning + " |"));
        }
        return String.join("\n", lines).strip() + "\n";
    }

    private List<Problem> problems(String text) {
        try {
            reader.accept(Files.writeString(folder.resolve("asking.yml"), text));
            throw new AssertionError("no problem in " + text);
        } catch (ConfigException e) {
            return e.problems();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
