package dev.headroom.receiver.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The servers that Headroom works with, in two ages: tests that speak to them do so with each that is here. */
public enum Generation {
    /** What this system has on its PATH: Debian 12's Prometheus 2.42 and Alertmanager 0.25, elsewhere newer ones. */
    PACKAGED("path", "on the PATH"),
    /** The newest, built by {@code tests/peers/build}. */
    BUILT("built", "built by tests/peers/build");

    /** The only one to be used, by its source; for work on one of them. */
    private static final String ONLY = System.getProperty("headroom.generation", "");

    private final String source;
    private final String where;

    Generation(String source, String where) {
        this.source = source;
        this.where = where;
    }

    /** A program that is here, by its upstream name: Debian's {@code prometheus-alertmanager} is an alertmanager. */
    private record Program(String version, String file) {}

    /** Asked once a JVM. */
    private static final class Found {
        static final Map<Generation, Map<String, Program>> PROGRAMS = programs();

        private static Map<Generation, Map<String, Program>> programs() {
            Map<Generation, Map<String, Program>> programs = Map.of(PACKAGED, new HashMap<>(), BUILT, new HashMap<>());
            new Command(Distribution.ROOT, Duration.ofMinutes(1))
                    .must("tests/peers/build", "--found", "prometheus", "alertmanager")
                    .lines()
                    .map(line -> line.split("\t"))
                    .forEach(part -> programs.get(of(part[0])).put(part[1], new Program(part[2], part[3])));
            return programs;
        }

        private static Generation of(String source) {
            return Stream.of(values())
                    .filter(each -> each.source.equals(source))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The oldest that has these programs, for a test that is about something else; the first where none has. */
    public static Generation any(String... programs) {
        return Stream.of(values())
                .filter(each -> each.missing(programs).isEmpty())
                .findFirst()
                .orElse(PACKAGED);
    }

    /** All that have these programs; the test is skipped, and says so, where none has. */
    public static List<Generation> here(Class<?> test, String... programs) {
        List<Generation> here = Stream.of(values())
                .filter(each -> each.missing(programs).isEmpty())
                .toList();
        if (here.isEmpty()) {
            PACKAGED.assumeHas(test, programs);
        }
        return here;
    }

    /** The first of these programs that is not here, in words; empty where all are there. */
    public String missing(String... programs) {
        if (!ONLY.isEmpty() && !ONLY.equals(source)) {
            return "only those " + ONLY + " are asked for";
        }
        return Stream.of(programs)
                .filter(name -> !found().containsKey(name))
                .findFirst()
                .map(name -> "no " + name + " " + where)
                .orElse("");
    }

    /** Skips the test, and says so, where one of the programs is not here. */
    public void assumeHas(Class<?> test, String... programs) {
        String missing = missing(programs);
        if (!missing.isEmpty()) {
            System.err.println("SKIPPED: " + test.getSimpleName() + ", " + missing);
        }
        assumeTrue(missing.isEmpty(), missing);
    }

    /** The file by which a program is started. */
    public String program(String name) {
        return get(name).file();
    }

    /** Whether the program is of this version or newer. */
    public boolean isAtLeast(String name, int major, int minor) {
        List<Integer> version = Stream.of(get(name).version().split("\\."))
                .map(Integer::valueOf)
                .toList();
        return version.get(0) > major || version.get(0) == major && version.get(1) >= minor;
    }

    private Program get(String name) {
        return Objects.requireNonNull(found().get(name), name);
    }

    private Map<String, Program> found() {
        return Objects.requireNonNull(Found.PROGRAMS.get(this));
    }
}
