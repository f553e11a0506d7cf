package dev.headroom.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
    private final Set<Problem> warnings = new LinkedHashSet<>();
    private final List<Runnable> looks = new ArrayList<>();
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

    /** The file's name without its folder, or what stands for it. */
    public String name() {
        return String.valueOf(Path.of(file).getFileName());
    }

    /** Every section is asked at the end for keys that nobody read. */
    Section opened(Section section) {
        sections.add(section);
        return section;
    }

    void report(Mark at, String key, String rule, String found, String remedy) {
        problems.add(problem(at, key, rule, found, remedy));
    }

    void warn(Mark at, String key, String rule, String found, String remedy) {
        warnings.add(problem(at, key, rule, found, remedy));
    }

    private Problem problem(Mark at, String key, String rule, String found, String remedy) {
        return at.getName().startsWith("--")
                ? new Problem(at.getName(), 0, 0, key, rule, found, remedy)
                : new Problem(file, at.getLine() + 1, at.getColumn() + 1, key, rule, found, remedy);
    }

    void whenRun(Runnable look) {
        looks.add(look);
    }

    /** The same for who only wants to know what the file says. */
    public <T> T finish(T result) {
        return finish(result, Purpose.LOOK);
    }

    /**
     * {@code result}, if nothing is wrong.
     *
     * @throws ConfigException with everything that is
     */
    public <T> T finish(T result, Purpose purpose) {
        sections.forEach(Section::reportUnknown);
        if (purpose.runs()) {
            looks.forEach(Runnable::run);
        }
        sorted(warnings).forEach(purpose.warned());
        if (problems.isEmpty()) {
            return result;
        }
        throw new ConfigException(sorted(problems));
    }

    private static List<Problem> sorted(Collection<Problem> told) {
        return told.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }
}
