package dev.headroom.receiver.documents;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Python with the libraries of the documents' programs, or of a system that the adapters read. */
public final class Python {
    private final Path interpreter;

    private Python(Path interpreter) {
        this.interpreter = interpreter;
    }

    /** Skips the test where it is not there. */
    static Python assumed(Class<?> test) {
        return assumed(test, "");
    }

    /**
     * The same.
     *
     * @param name of what it holds; empty for the documents' programs
     */
    public static Python assumed(Class<?> test, String name) {
        String build = ("tests/python/build " + name).strip();
        Command.Result where = new Command(Distribution.ROOT, Duration.ofMinutes(1))
                .run("bash", "-c", build.replace("build", "build --where"));
        String missing = "no Python with these libraries: " + build;
        if (where.exit() != 0) {
            System.err.println("SKIPPED: " + test.getSimpleName() + ", " + missing);
        }
        assumeTrue(where.exit() == 0, missing);
        return new Python(Path.of(where.output().strip(), "bin", "python"));
    }

    Child start(Path folder, Map<String, String> environment, String... words) {
        List<String> all = new ArrayList<>(List.of(interpreter.toString()));
        all.addAll(List.of(words));
        return Child.start(folder, all, environment);
    }

    /** Starts it where a program of another folder is found by its name. */
    public Child start(Path programs, Path folder, Map<String, String> environment, String... words) {
        Map<String, String> more = new HashMap<>(environment);
        more.merge("PYTHONPATH", programs.toString(), (own, all) -> own + ":" + all);
        more.put("PYTHONDONTWRITEBYTECODE", "1");
        return start(folder, more, words);
    }
}
