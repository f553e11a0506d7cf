package dev.headroom.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One YAML file while it is read. Readers report what is wrong and go on with a fallback; {@link #finish} then refuses
 * the whole file with everything that was reported.
 */
public final class Document {
    private final String file;
    private final Node root;
    private final Environment environment;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final List<Section> sections = new ArrayList<>();

    Document(String file, Node root, Environment environment) {
        this.file = file;
        this.root = root;
        this.environment = environment;
    }

    /** The file, as messages name it. */
    public String file() {
        return file;
    }

    public Environment environment() {
        return environment;
    }

    public Section root() {
        return new Value("", root, this).section();
    }

    /** Every section is asked at the end for keys that nobody read. */
    Section opened(Section section) {
        sections.add(section);
        return section;
    }

    void report(Mark at, String key, String rule, String found, String remedy) {
        problems.add(
                at.getName().startsWith("--")
                        ? new Problem(at.getName(), 0, 0, key, rule, found, remedy)
                        : new Problem(file, at.getLine() + 1, at.getColumn() + 1, key, rule, found, remedy));
    }

    /**
     * {@code result}, if nothing is wrong.
     *
     * @throws ConfigException with everything that is
     */
    public <T> T finish(T result) {
        sections.forEach(Section::reportUnknown);
        if (problems.isEmpty()) {
            return result;
        }
        throw new ConfigException(problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList());
    }
}
