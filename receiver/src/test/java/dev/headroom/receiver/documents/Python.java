package dev.headroom.receiver.documents;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Python with the libraries that the documents' programs import. */
final class Python {
    private static final String MISSING = "no Python with the libraries of the documents: tests/python/build";

    private final Path interpreter;

    private Python(Path interpreter) {
        this.interpreter = interpreter;
    }

    /** Skips the test where it is not there. */
    static Python assumed(Class<?> test) {
        Command.Result where =
                new Command(Distribution.ROOT, Duration.ofMinutes(1)).run("tests/python/build", "--where");
        if (where.exit() != 0) {
            System.err.println("SKIPPED: " + test.getSimpleName() + ", " + MISSING);
        }
        assumeTrue(where.exit() == 0, MISSING);
        return new Python(Path.of(where.output().strip(), "bin", "python"));
    }

    Child start(Path folder, Map<String, String> environment, String... words) {
        List<String> all = new ArrayList<>(List.of(interpreter.toString()));
        all.addAll(List.of(words));
        return Child.start(folder, all, environment);
    }
}
